import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { announceNotification } from './support/announceNotification';
import { findCovered } from './support/findCovered';

test('the info page lists the package versions of the lock file', async ({
  page,
  takePicture,
}) => {
  const lockFile = await readFile(
    join(import.meta.dirname, '..', 'yarn.lock'),
    'utf8',
  );
  const version =
    /^"@backstage\/plugin-catalog-backend@.*\n {2}version: (\S+)/m.exec(
      lockFile,
    )?.[1];
  expect(version).toBeDefined();
  await page.goto('/devtools');
  await page
    .getByRole('article')
    .getByRole('textbox', { name: 'Search' })
    .fill('@backstage/plugin-catalog-backend');
  await expect(
    page.getByRole('row', {
      name: `@backstage/plugin-catalog-backend ${version}`,
      exact: true,
    }),
  ).toBeVisible();
  await takePicture('portal-info');
});

test('the config page shows the configuration without its secrets', async ({
  page,
  takePicture,
}) => {
  await page.goto('/devtools/config');
  const article = page.getByRole('article');
  await expect(article).toContainText('Harborline');
  await expect(article).not.toContainText(process.env.FORGE_PASSWORD ?? '');
  await takePicture('portal-config');
});

test('the scheduled tasks are listed by plugin', async ({
  page,
  takePicture,
}) => {
  await page.goto('/devtools/scheduled-tasks');
  await expect(
    page.getByText('gitea-provider:harborline:refresh').first(),
  ).toBeVisible();
  await takePicture('portal-scheduled-tasks');
});

test('the page of unprocessed entities can be opened', async ({
  page,
  takePicture,
}) => {
  await page.goto('/devtools/unprocessed-entities');
  await expect(page.getByRole('tab', { name: 'Failed' })).toBeVisible();
  await expect(
    page.getByRole('columnheader', { name: 'Location Path' }),
  ).toBeVisible();
  await takePicture('portal-unprocessed');
});

test('the notifications page counts what is unread', async ({
  page,
  takePicture,
}) => {
  await page.goto('/notifications');
  await expect(
    page.getByRole('heading', { name: /Unread notifications \(\d+\)/ }),
  ).toBeVisible();
  await takePicture('portal-notifications');
});

test('a new notification is announced where no button lies under it', async ({
  page,
  takePicture,
}) => {
  const title = 'The catalog does not take catalog-info.yaml of order-service';
  const announce = await announceNotification(page, {
    title,
    severity: 'high',
  });
  await page.goto('/create/templates/default/go-microservice');
  await page.getByRole('button', { name: 'Next' }).scrollIntoViewIfNeeded();
  await announce();
  const toast = page.locator('.notistack-Snackbar');
  await expect(toast).toContainText(title.slice(0, 50));
  await takePicture('portal-new-notification');
  expect(await findCovered(toast)).toEqual([]);
});

test('the theme can be switched, and stays after a reload', async ({
  page,
  takePicture,
}) => {
  await page.goto('/settings');
  const theme = () =>
    page.locator('body').first().getAttribute('data-theme-mode');
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect.poll(theme).toBe('dark');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Dark' })).toBeVisible();
  await expect.poll(theme).toBe('dark');
  await takePicture('portal-settings-dark');
  await page.getByRole('button', { name: 'Light' }).click();
  await expect.poll(theme).toBe('light');
});
