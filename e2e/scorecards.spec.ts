import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures';
import { findViolations } from './support/findViolations';

// The first run over the catalog is due while the portal starts.
const firstRunInMilliseconds = 120_000;
// After it, levels are read once a minute and entities processed once a minute.
const labelsInMilliseconds = 300_000;

test('the card says how far a service is, and the tab why', async ({
  page,
  portal,
  takePicture,
}) => {
  test.setTimeout(firstRunInMilliseconds + 120_000);
  await expect
    .poll(() => portal.scorecards('component', 'payment-service'), {
      timeout: firstRunInMilliseconds,
    })
    .not.toHaveLength(0);
  await page.goto('/catalog/default/component/payment-service');
  await expect(
    page.getByRole('meter', { name: 'Score of Production readiness' }),
  ).toBeVisible();
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

test('the scorecard of a team stands in the catalog, and offers the mend of what fails', async ({
  page,
}) => {
  await page.goto('/catalog/default/scorecard/harborline-standards');
  await page.getByRole('link', { name: 'Results' }).click();
  await expect(page).toHaveURL(/scorecards\?scorecard=harborline-standards/);
  await expect(
    page.getByRole('heading', { name: 'Harborline standards' }),
  ).toBeVisible();

  await page.goto(
    '/catalog/default/component/payment-service/scorecards?state=fail&scorecard=harborline-standards',
  );
  await page
    .getByRole('link', {
      name: 'Fix with a template: Comes from the golden path',
    })
    .click();
  await expect(page).toHaveURL(/create\/templates\/default\/go-microservice/);
});

test('the history of an entity is beside its rules', async ({
  page,
  takePicture,
}) => {
  await page.goto('/catalog/default/component/payment-service/scorecards');
  await page.getByRole('radio', { name: 'History' }).click();
  await expect(page).toHaveURL(/view=history/);
  const history = page.getByRole('grid', {
    name: 'Changes of results, newest first',
  });
  // Depends on whether documents were built before the first run.
  await expect(
    history.or(page.getByText('Nothing has changed yet')),
  ).toBeVisible();
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('scorecards-history');
});

test('the catalog is narrowed to those at a level', async ({
  page,
  portal,
  takePicture,
}) => {
  test.setTimeout(labelsInMilliseconds + 120_000);
  // The demo runs it once, which keeps it below the next level.
  await expect
    .poll(
      async () => {
        const service = await portal.findEntity('component', 'payment-service');
        return service?.metadata.labels?.[
          'scorecard.causeway.io/harborline-standards'
        ];
      },
      { timeout: labelsInMilliseconds },
    )
    .toBe('shipped');
  const services = page.getByRole('table').getByRole('row');
  await page.goto('/catalog');
  await page.getByRole('button', { name: /Scorecard level$/ }).click();
  await page
    .getByRole('option', { name: 'Shipped, Harborline standards' })
    .click();
  await expect(services.filter({ hasText: 'Payment Service' })).toBeVisible();
  await expect(page).toHaveURL(/scorecardLevel.*harborline-standards/);
  // A library is in no scorecard with that filter.
  await expect(services.filter({ hasText: 'Pricing Library' })).toBeHidden();
  expect((await findViolations(page)).ours).toEqual([]);
  await takePicture('scorecards-catalog');

  await page.reload();
  await expect(services.filter({ hasText: 'Payment Service' })).toBeVisible();
  await expect(services.filter({ hasText: 'Pricing Library' })).toBeHidden();
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
      .getByRole('grid', { name: /^Entities and their scores by/ })
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
