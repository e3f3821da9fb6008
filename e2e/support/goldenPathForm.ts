import type { Page } from '@playwright/test';

/** Chooses a group of the guest in the form of a golden path. */
export async function chooseOwner(page: Page, title: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Owner Team' }).click();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: title, exact: true }).click();
}

/** Chooses a system in the form of a golden path. */
export async function chooseSystem(page: Page, title: string): Promise<void> {
  await page.getByRole('textbox', { name: 'System' }).click();
  await page.getByRole('option', { name: title, exact: true }).click();
}
