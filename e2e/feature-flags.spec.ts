import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

// The guest is in the payments team and not in the orders team.
const own = 'component:default/payment-service';
const foreign = 'component:default/order-service';

/** A key that no other run has used; what a test leaves behind disturbs nobody. */
function createKey(name: string): string {
  return `${name}-${Date.now().toString(36)}`;
}

test('card, tab and history follow a switch made by keyboard', async ({
  page,
  portal,
  takePicture,
}) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('switched') };
  await portal.createFlag({ ...flag, entityRef: own });

  await page.goto('/catalog/default/component/payment-service');
  const row = page.getByRole('listitem').filter({ hasText: flag.key });
  await expect(row).toContainText('Development: Off');
  await expect(row).toContainText('Production: Off');
  await takePicture('feature-flags-card');

  await page.goto('/catalog/default/component/payment-service/feature-flags');
  const toggle = page.getByRole('switch', {
    name: `${flag.key} in Development`,
  });
  await expect(toggle).toBeEnabled();
  await toggle.focus();
  await page.keyboard.press('Space');
  const dialog = page.getByRole('dialog', {
    name: `Turn on ${flag.key} in Development?`,
  });
  await dialog.getByRole('textbox', { name: /Reason/ }).fill('Try it');
  await takePicture('feature-flags-confirm');
  await page.keyboard.press('Enter');
  await expect(toggle).toBeChecked();
  await expect(
    page.getByRole('row').filter({ hasText: flag.key }),
  ).toContainText('Differs from Production');

  await page.goto(
    `/feature-flags/sets/${flag.flagSet}/flags/${flag.key}/history`,
  );
  const change = page
    .getByRole('listitem')
    .filter({ hasText: 'Switched in Development' });
  await expect(change).toContainText('Try it');
  await change.getByText('What changed').click();
  await expect(change).toContainText('"state": "ENABLED"');
  await takePicture('feature-flags-history');
});

test('in production the owner types the key of the flag', async ({
  page,
  portal,
}) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('confirmed') };
  await portal.createFlag({ ...flag, entityRef: own });
  await page.goto(`/feature-flags/sets/${flag.flagSet}/flags/${flag.key}`);

  const toggle = page.getByRole('switch', {
    name: `${flag.key} in Production`,
  });
  await expect(toggle).toBeEnabled();
  await clickSwitch(page, `${flag.key} in Production`);
  const confirm = page.getByRole('button', { name: 'Turn on in Production' });
  await expect(confirm).toBeDisabled();
  await page
    .getByRole('textbox', { name: `Type ${flag.key} to confirm` })
    .fill(flag.key);
  await confirm.click();
  await expect(toggle).toBeChecked();
});

test('who does not own a flag cannot switch it in production', async ({
  page,
  portal,
  takePicture,
}) => {
  const flag = { flagSet: 'e2e-orders', key: createKey('guarded') };
  await portal.createFlag({ ...flag, entityRef: foreign });
  await page.goto('/catalog/default/component/order-service/feature-flags');

  await expect(
    page.getByRole('button', {
      name: `You are not allowed to switch ${flag.key} in Production`,
    }),
  ).toBeVisible();
  await expect(
    page.getByRole('switch', { name: `${flag.key} in Production` }),
  ).toBeDisabled();
  await expect(
    page.getByRole('switch', { name: `${flag.key} in Staging` }),
  ).toBeEnabled();
  await takePicture('feature-flags-refused');

  expect(await portal.switchOn(flag, 'production')).toBe(403);
  expect(await portal.switchOn(flag, 'staging')).toBe(200);
});

test('rules are checked while they are typed, explained and saved', async ({
  page,
  portal,
  takePicture,
}) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('ruled') };
  await portal.createFlag({ ...flag, entityRef: own });
  await portal.switchOn(flag, 'development');
  await page.goto(
    `/feature-flags/sets/${flag.flagSet}/flags/${flag.key}/rules/development`,
  );

  const editor = page.getByRole('textbox', {
    name: `Rules of ${flag.key} in Development`,
  });
  const save = page.getByRole('button', { name: 'Save the rules' });
  // The editor is loaded when it is first shown.
  await expect(editor).toBeVisible();
  await editor.fill('{"unheard_of": [1]}');
  await expect(page.getByText(/^Line 1: /)).toBeVisible();
  await expect(save).toBeDisabled();
  await takePicture('feature-flags-rule-problem');

  await editor.fill('{"if": [{"==": [{"var": "plan"}, "pro"]}, "on", "off"]}');
  await expect(page.getByText('No problems found')).toBeVisible();

  const context = page.getByRole('textbox', { name: 'Evaluation context' });
  await context.fill('{"targetingKey": "ada", "plan": "pro"}');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('TARGETING_MATCH')).toBeVisible();
  await expect(page.getByText('var', { exact: false }).first()).toBeVisible();
  await takePicture('feature-flags-explained');

  await save.click();
  await page.getByRole('button', { name: 'Save in Development' }).click();
  await expect(
    page.getByText(`The rules of ${flag.key} in Development are saved`),
  ).toBeVisible();
});

test('the form of a flag loses nothing when somebody saves meanwhile', async ({
  page,
  portal,
  takePicture,
}) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('edited') };
  await portal.createFlag({ ...flag, entityRef: own });
  const path = `/feature-flags/sets/${flag.flagSet}/flags/${flag.key}`;
  await page.goto(path);
  await page.getByRole('link', { name: 'Edit the flag' }).click();
  const description = page.getByRole('textbox', { name: /^Description/ });
  await expect(description).toBeVisible();
  await description.fill('Mine');

  await portal.updateFlag(flag, { description: 'Theirs', tags: ['theirs'] });
  const save = page.getByRole('button', { name: 'Save the changes' });
  const dialog = page.getByRole('dialog', {
    name: `Save the changes of ${flag.key}?`,
  });
  await save.click();
  await dialog.getByRole('button', { name: 'Save the changes' }).click();
  await expect(
    dialog.getByText('Somebody else changed this meanwhile'),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Load the latest' }).click();

  const notice = page.getByRole('alert', {
    name: 'Somebody saved since you began',
  });
  await expect(notice).toContainText('Tags');
  await expect(description).toHaveValue('Mine');
  await expect(page.getByRole('textbox', { name: /^Tags/ })).toHaveValue(
    'theirs',
  );
  await expect(save).toBeDisabled();
  await takePicture('feature-flags-conflict');

  await notice.getByRole('button', { name: 'Keep mine' }).click();
  await save.click();
  await dialog.getByRole('button', { name: 'Save the changes' }).click();
  await expect(page).toHaveURL(new RegExp(`${flag.key}$`));
  await expect(
    page.getByRole('table', { name: 'Flags by environment' }),
  ).toContainText('Mine');
  await expect(page.getByText('theirs', { exact: true })).toBeVisible();
});

test('a segment is made, used, and kept while a rule uses it', async ({
  page,
  portal,
  takePicture,
}) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('segmented') };
  const segment = createKey('segment');
  await portal.createFlag({ ...flag, entityRef: own });
  await page.goto(`/feature-flags/sets/${flag.flagSet}/segments`);
  await page.getByRole('link', { name: 'Create a segment' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill(segment);
  const editor = page.getByRole('textbox', { name: 'Rule of the segment' });
  const create = page.getByRole('button', { name: 'Create the segment' });
  // The editor is loaded when it is first shown.
  await expect(editor).toBeVisible();
  await editor.fill('{"unheard_of": [1]}');
  await expect(page.getByText(/^Line 1: /)).toBeVisible();
  await expect(create).toBeDisabled();
  await editor.fill('{"==": [{"var": "plan"}, "pro"]}');
  await expect(page.getByText('No problems found')).toBeVisible();
  await create.click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Create the segment' })
    .click();
  await expect(page.getByRole('row', { name: segment })).toContainText(
    'No rule',
  );

  await portal.putRule(flag, 'development', {
    if: [{ $ref: segment }, 'on', 'off'],
  });
  await page.reload();
  await takePicture('feature-flags-segments');
  await expect(page.getByRole('row', { name: segment })).toContainText(
    `${flag.key} in Development`,
  );
  await page.getByRole('link', { name: segment, exact: true }).click();
  await expect(
    page.getByRole('button', { name: 'Delete the segment' }),
  ).toBeDisabled();
  await expect(page.getByText(/^A segment that rules use/)).toBeVisible();
  await takePicture('feature-flags-segment');
});

test('a flag set is exported, and a file is previewed before it is imported', async ({
  page,
  portal,
  takePicture,
}) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('filed') };
  await portal.createFlag({ ...flag, entityRef: own });
  await page.goto(
    `/feature-flags/sets/${flag.flagSet}/file?environment=development`,
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export Development' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(
    `${flag.flagSet}.development.flagd.json`,
  );
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(file.flags[flag.key].state).toBe('DISABLED');

  const added = createKey('imported');
  await page.getByLabel('Choose a flagd file').setInputFiles({
    name: 'flags.json',
    mimeType: 'application/json',
    buffer: Buffer.from(
      JSON.stringify({
        flags: {
          [flag.key]: { ...file.flags[flag.key], state: 'ENABLED' },
          [added]: { state: 'ENABLED', variants: { on: true } },
          broken: { state: 'ENABLED', variants: { on: true }, owner: 'me' },
        },
      }),
    ),
  });
  await expect(page.getByRole('region', { name: '1 added' })).toContainText(
    added,
  );
  const changed = page.getByRole('region', { name: '1 changed' });
  await changed.getByText(flag.key).click();
  await expect(changed).toContainText('"state": "ENABLED"');
  await expect(
    page.getByRole('grid', { name: 'What is refused' }),
  ).toContainText('/flags/broken/owner');
  await takePicture('feature-flags-import');

  await page
    .getByRole('button', { name: 'Import 2 changes into Development' })
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Import into Development' })
    .click();
  await expect(page.getByText('Imported: 1 added, 1 changed')).toBeVisible();
  await page.goto(`/feature-flags/sets/${flag.flagSet}/flags/${flag.key}`);
  await expect(
    page.getByRole('switch', { name: `${flag.key} in Development` }),
  ).toBeChecked();
});

test('the catalog is narrowed to what has feature flags', async ({
  page,
  portal,
  takePicture,
}) => {
  test.setTimeout(420_000);
  // The catalog marks an entity when it processes it again.
  await expect(async () => {
    const entity = await portal.findEntity('component', 'payment-service');
    expect(
      entity?.metadata.annotations?.['causeway.io/has-feature-flags'],
    ).toBe('true');
  }).toPass({ timeout: 300_000, intervals: [2_000] });

  await page.goto('/catalog');
  const flagged = page.getByRole('row', { name: /^Payment Service/ });
  const plain = page.getByRole('row', { name: /^Design System/ });
  await expect(flagged).toBeVisible();
  await expect(plain).toBeVisible();
  const box = page.getByRole('checkbox', { name: 'Has feature flags' });
  await box.focus();
  await page.keyboard.press('Space');
  await expect(plain).toBeHidden();
  await expect(flagged).toBeVisible();
  await takePicture('feature-flags-catalog');

  await page.reload();
  await expect(box).toBeChecked();
  await expect(flagged).toBeVisible();
  await expect(plain).toBeHidden();
});

test('the list keeps its filters in the URL', async ({ page, portal }) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('listed') };
  await portal.createFlag({ ...flag, entityRef: own });
  await page.goto('/feature-flags');
  const search = page.getByRole('searchbox', { name: 'Search flags' });
  await expect(search).toBeVisible();
  await search.fill(flag.key);
  await expect(page).toHaveURL(new RegExp(`query=${flag.key}`));
  await page.reload();
  await expect(page.getByRole('row', { name: flag.key })).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveCount(1);
});

test('a new key is shown once', async ({ page, portal, takePicture }) => {
  const flag = { flagSet: 'e2e-payments', key: createKey('keyed') };
  await portal.createFlag({ ...flag, entityRef: own });
  const name = createKey('client');
  await page.goto(`/feature-flags/sets/${flag.flagSet}?environment=staging`);
  await page.getByRole('button', { name: 'Create a key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /Name/ }).fill(name);
  await dialog.getByRole('button', { name: 'Create a key' }).click();
  const secret = await page
    .getByRole('textbox', { name: 'New key' })
    .inputValue();
  expect(secret.length).toBeGreaterThan(20);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByRole('row', { name })).toContainText('Never');
  await page.reload();
  await expect(page.getByRole('row', { name })).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await takePicture('feature-flags-keys');
});

/** The input of a switch is hidden; what is drawn takes the click. */
async function clickSwitch(page: Page, name: string): Promise<void> {
  await page
    .locator('label')
    .filter({ has: page.getByRole('switch', { name }) })
    .click();
}
