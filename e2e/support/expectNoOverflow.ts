import { expect, type Page } from '@playwright/test';

/** Fails the test, without ending it, if the page can be scrolled sideways. */
export async function expectNoOverflow(page: Page): Promise<void> {
  // The layout follows the window after a moment.
  await expect
    .soft(async () => {
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      const { width } = page.viewportSize() ?? {};
      expect(overflow, `pixels too wide at ${width}: ${page.url()}`).toBe(0);
    })
    .toPass({ timeout: 15_000 });
}
