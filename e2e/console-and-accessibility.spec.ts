import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { expectNoOverflow } from './support/expectNoOverflow';
import { findViolations } from './support/findViolations';
import { showTheme } from './support/showTheme';
import { taskPages, type TaskPage } from './support/taskPages';
import { upstreamViolations } from './upstreamViolations';

// A file and not a variable: after a failed test the next one runs in a new process.
const occurrenceFile = join(
  import.meta.dirname,
  'test-results',
  'upstream-violations.jsonl',
);

for (const taskPage of taskPages) {
  test(`the ${taskPage.name} page has no console error, nothing inaccessible of ours in both themes, and does not scroll sideways`, async ({
    page,
    problems,
    takePicture,
  }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(taskPage.path);
    for (const theme of ['light', 'dark'] as const) {
      await showTheme(page, theme);
      await prepare(page, taskPage);
      const { ours, upstream } = await findViolations(page);
      await takePicture(`page-${taskPage.name}-${theme}`);
      await mkdir(dirname(occurrenceFile), { recursive: true });
      await appendFile(
        occurrenceFile,
        `${JSON.stringify({ page: taskPage.name, upstream })}\n`,
      );
      expect.soft(ours, `${theme}: ${ours.join('\n\n')}`).toHaveLength(0);
    }
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoOverflow(page);
    }
    await takePicture(`page-${taskPage.name}-phone`);
    expect(problems).toEqual([]);
  });
}

test('every violation that is listed as upstream still occurs', async () => {
  const lines = (await readFile(occurrenceFile, 'utf8').catch(() => ''))
    .split('\n')
    .filter(Boolean)
    .map((line): { page: string; upstream: number[] } => JSON.parse(line));
  test.skip(
    !taskPages.every(({ name }) => lines.some(line => line.page === name)),
    'the tests of all pages have to run before it',
  );
  const seen = new Set(lines.flatMap(({ upstream }) => upstream));
  expect(upstreamViolations.filter((_, index) => !seen.has(index))).toEqual([]);
});

test('a diagram follows a switch of the theme', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/docs/default/component/payment-service/architecture');
  const label = page
    .locator('svg')
    .filter({ hasText: 'postgres-payments-db' })
    .getByText('postgres-payments-db', { exact: true })
    .first();
  const color = () =>
    label.evaluate(element => getComputedStyle(element).color);
  // The text colours of the two themes.
  await expect.poll(color).toBe('rgb(16, 34, 46)');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(color).toBe('rgb(237, 243, 246)');
});

test('the first stop of the keyboard skips to the content', async ({
  page,
}) => {
  await openHome(page);
  await page.keyboard.press('Tab');
  const link = page.getByRole('link', { name: 'Skip to content' });
  await expect(link).toBeFocused();
  await expect(link).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
});

test('the keyboard reaches the search, then the menu, then the page', async ({
  page,
}) => {
  await openHome(page);
  const stops = await tabThrough(page, 60);
  const order = ['Search', 'Catalog', 'Settings', 'Payment Service'].map(name =>
    stops.indexOf(name),
  );
  expect(
    order.every(index => index >= 0),
    stops.join(' | '),
  ).toBe(true);
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('a form can be completed by keyboard alone', async ({ page }) => {
  await page.goto('/create/templates/default/go-microservice');
  const nameField = page.getByRole('textbox', { name: 'Service Name' });
  await expect(nameField).toBeFocused();
  await page.keyboard.type('keyboard-made');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Made without a mouse.');
  for (const [label, option] of [
    ['Owner Team', 'Payments'],
    ['System', 'Fulfilment'],
  ] as const) {
    const field = page.getByLabel(label).and(page.locator('input'));
    await tabTo(page, () => field.evaluate(isActiveElement));
    await expect(field).toBeFocused();
    await page.keyboard.type(option);
    await expect(
      page.getByRole('option', { name: option, exact: true }),
    ).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }
  await tabTo(page, () => isFocused(page, 'Next'));
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('spinbutton', { name: 'Initial Replica Count' }),
  ).toBeVisible();
  await tabTo(page, () => isFocused(page, 'Initial Replica Count'));
  await page.keyboard.press('ArrowUp');
  await tabTo(page, () => isFocused(page, 'Review'));
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('row', { name: 'Service Name keyboard-made' }),
  ).toBeVisible();
  await expect(
    page.getByRole('row', { name: 'Initial Replica Count 3' }),
  ).toBeVisible();
  await tabTo(page, () => isFocused(page, 'Create'));
});

async function openHome(page: Page): Promise<void> {
  await page.goto('/');
  await expect(
    page
      .getByRole('region', { name: "My team's services" })
      .getByRole('link', { name: 'Payment Service' }),
  ).toBeVisible();
}

async function prepare(page: Page, taskPage: TaskPage): Promise<void> {
  await expect(taskPage.landmark(page)).toBeVisible();
  await taskPage.prepare?.(page);
}

async function tabTo(
  page: Page,
  isThere: () => Promise<boolean>,
): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isThere()) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('60 presses of the tabulator do not lead there');
}

function isActiveElement(element: Element): boolean {
  return element === document.activeElement;
}

async function isFocused(page: Page, name: string): Promise<boolean> {
  return (await focusedName(page)) === name;
}

async function tabThrough(page: Page, count: number): Promise<string[]> {
  const names: string[] = [];
  for (let presses = 0; presses < count; presses += 1) {
    names.push(await focusedName(page));
    await page.keyboard.press('Tab');
  }
  return names;
}

/** What a person would call the element that has the focus. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element) {
      return '';
    }
    const label =
      element instanceof HTMLInputElement ||
      element instanceof HTMLTextAreaElement
        ? element.labels?.[0]?.textContent
        : undefined;
    return (
      element.getAttribute('aria-label') ??
      label ??
      element.textContent ??
      ''
    )
      .replace(/[\u2009\s]*\*$/, '')
      .trim();
  });
}
