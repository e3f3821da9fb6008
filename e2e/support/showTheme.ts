import { expect, type Page } from '@playwright/test';

/** Lets the system prefer a theme; the portal then draws its page anew. */
export async function showTheme(
  page: Page,
  theme: 'light' | 'dark',
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('body')).toHaveAttribute('data-theme-mode', theme);
}
