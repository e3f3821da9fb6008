import { expect, type Page } from '@playwright/test';

/** Lets the system prefer a theme; the portal then draws its page anew. */
export async function showTheme(
  page: Page,
  theme: 'light' | 'dark',
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  // A locator would also find the body of the docs that a page shows.
  await expect
    .poll(() => page.evaluate(() => document.body.dataset.themeMode))
    .toBe(theme);
}
