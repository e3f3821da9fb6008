import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';

/**
 * Lets the backend's answers come late and in any order, so that a test shows what it takes for
 * granted about them.
 */
export async function delayAnswers(
  page: Page,
  longestMs: number,
): Promise<void> {
  await page.context().route(/\/api\//, async route => {
    // Most come soon, as with a backend that is busy now and then.
    await setTimeout(Math.random() ** 3 * longestMs);
    // The page may be gone by then.
    await route.continue().catch(() => {});
  });
}
