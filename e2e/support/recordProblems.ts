import type { Page } from '@playwright/test';

/** What a page complained of: errors on its console, exceptions, and failed requests. */
export function recordProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') {
      problems.push(
        `console: ${message.text()} (${new URL(page.url()).pathname}, from ${
          message.location().url
        })`,
      );
    }
  });
  page.on('pageerror', error => {
    problems.push(`exception: ${error.stack ?? error.message}`);
  });
  return problems;
}
