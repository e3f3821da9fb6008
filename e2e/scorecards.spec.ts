import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures';
import { findViolations } from './support/findViolations';

// The first run over the catalog is due while the portal starts.
const firstRunInMilliseconds = 120_000;

test('the card says how far a service is, and the tab why', async ({
  page,
  takePicture,
}) => {
  await expect(async () => {
    await page.goto('/catalog/default/component/payment-service');
    await expect(
      page.getByRole('meter', { name: 'Score of Production readiness' }),
    ).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: firstRunInMilliseconds });
  const card = page
    .getByRole('listitem')
    .filter({ hasText: 'Production readiness' });
  await expect(card).toContainText('Next: ');
  await takePicture('scorecards-card');

  await card.getByRole('link', { name: 'Production readiness' }).click();
  const section = page.getByRole('region', { name: 'Production readiness' });
  // The demo runs it once.
  const rule = section
    .getByRole('listitem')
    .filter({ hasText: 'Runs more than once' });
  await expect(rule).toContainText('Fail');
  await expect(rule).toContainText('Found');
  await rule.getByText('Why?').click();
  await expect(rule).toContainText('kubernetes:default/workload');
  await takePicture('scorecards-tab');

  await page.getByRole('button', { name: /^Pass/ }).click();
  await expect(page).toHaveURL(/state=pass/);
  await expect(rule).toBeHidden();
  expect((await findViolations(page)).ours).toEqual([]);
});

test('a cell of the heat map leads to the entities behind it', async ({
  page,
  takePicture,
}) => {
  await page.goto('/scorecards?scorecard=production-readiness');
  const heatMap = page.getByRole('table', { name: /^Mean score/ });
  const row = heatMap.getByRole('row').filter({ hasText: 'Payments' });
  await expect(row).toContainText('%');
  await expect(
    page.getByRole('heading', { name: 'Production readiness' }),
  ).toBeVisible();
  await expect(page.getByRole('img', { name: /by day/ })).toBeVisible();
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('scorecards-overview');

  await row.getByRole('link', { name: /%$/ }).first().click();
  await expect(page).toHaveURL(/owner=group%3Adefault%2Fpayments-team/);
  await expect(
    page
      .getByRole('grid')
      .getByRole('row')
      .filter({ hasText: 'Payment Service' }),
  ).toContainText('%');
});

test('a rule names those that fail it and exports them', async ({
  page,
  takePicture,
}) => {
  await page.goto('/scorecards?scorecard=production-readiness');
  const rules = page.getByRole('table', {
    name: 'How many entities are in which state',
  });
  await rules
    .getByRole('row')
    .filter({ hasText: 'Has a runbook' })
    .getByRole('link', { name: /^Fail/ })
    .click();

  await expect(page).toHaveURL(
    /production-readiness\/rules\/has-runbook\?state=fail/,
  );
  const count = page.getByRole('status').filter({ hasText: /fails? this$/ });
  await expect(count).toBeVisible();
  const failing = Number(/^\d+/.exec((await count.textContent()) ?? '')?.[0]);
  await expect(page.getByRole('rowheader')).toHaveCount(failing);
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('scorecards-rule');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'NDJSON' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe(
    'production-readiness-has-runbook.ndjson',
  );
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(failing);
  expect(JSON.parse(lines[0])).toMatchObject({ state: 'fail' });
});
