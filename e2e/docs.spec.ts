import { expect, test } from './fixtures';

const paymentDocs = '/docs/default/component/payment-service';

test('the index lists the documented components of every team', async ({
  page,
  takePicture,
}) => {
  await page.goto('/docs');
  await expect(
    page.getByRole('row', { name: /Payment Service/ }),
  ).toContainText('Payments');
  await expect(page.getByRole('row', { name: /Order Service/ })).toContainText(
    'Orders',
  );
  await takePicture('docs-index');
});

test('docs are read beside the service, and a nested page is reached through its group', async ({
  page,
  takePicture,
}) => {
  await page.goto('/catalog/default/component/payment-service');
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Docs' })
    .click();
  await expect(
    page.getByRole('heading', { name: 'What it does' }),
  ).toBeVisible();
  await takePicture('docs-entity-tab');

  await page.goto(paymentDocs);
  const navigation = page.getByRole('navigation', {
    name: 'Navigation',
    exact: true,
  });
  const incidents = navigation.getByRole('link', { name: 'Incident Response' });
  const group = navigation.getByText('Runbooks').first();
  await expect(group).toBeVisible();
  await expect(incidents).toBeHidden();
  await group.click();
  await incidents.click();
  await expect(page).toHaveURL(/\/runbooks\/incident-response/);
  await expect(
    page.getByRole('heading', { name: /^Incident response/i, level: 1 }),
  ).toBeVisible();
  await takePicture('docs-nested-page');
});

test('the search in a site finds a page of that site alone', async ({
  page,
  takePicture,
}) => {
  await page.goto(paymentDocs);
  await page.getByRole('searchbox', { name: 'Search docs' }).fill('outbox');
  const option = page
    .getByRole('option', { name: /Outbox instead of dual writes/ })
    .first();
  await expect(option).toBeVisible();
  await expect(page.getByRole('option', { name: /Order Service/ })).toHaveCount(
    0,
  );
  await takePicture('docs-search-in-site');
  await option.click();
  await expect(page).toHaveURL(/payment-service\/decisions\/002-outbox/);
});

test('the global search finds a page of the docs', async ({
  page,
  takePicture,
}) => {
  await page.goto('/search?query=Outbox instead of dual writes');
  const link = page
    .getByRole('link', { name: /Outbox instead of dual writes/ })
    .first();
  await expect(link).toBeVisible();
  await takePicture('docs-search');
  await link.click();
  await expect(
    page.getByRole('heading', { name: /Outbox instead of dual writes/ }),
  ).toBeVisible();
});

test('a Mermaid diagram is drawn', async ({ page, takePicture }) => {
  await page.goto(`${paymentDocs}/architecture`);
  const diagram = page
    .locator('svg')
    .filter({ hasText: 'postgres-payments-db' });
  await expect(diagram).toBeVisible();
  await expect(diagram).toContainText('Quayside Pay');
  await takePicture('docs-mermaid');
});

test('the size of the text can be set', async ({ page, takePicture }) => {
  await page.goto(paymentDocs);
  const paragraph = page
    .getByText('It never sees a card number.', { exact: false })
    .last();
  const fontSize = () =>
    paragraph.evaluate(element =>
      Number.parseFloat(getComputedStyle(element).fontSize),
    );
  await expect(paragraph).toBeVisible();
  const before = await fontSize();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /increase/i }).click();
  await takePicture('docs-text-size');
  await expect.poll(fontSize).toBeGreaterThan(before);
});

test("Causeway's own docs are a site like the others", async ({
  page,
  takePicture,
}) => {
  await page.goto('/docs/default/component/causeway');
  await expect(
    page.getByRole('article').getByRole('heading', { level: 1 }),
  ).toContainText('Causeway', { timeout: 60_000 });
  await takePicture('docs-causeway');
});
