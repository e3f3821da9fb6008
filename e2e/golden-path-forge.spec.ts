import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { environment } from './support/environment';
import { chooseOwner, chooseSystem } from './support/goldenPathForm';
import { PortalClient } from './support/PortalClient';
import { SecondForge } from './support/SecondForge';
import { signInWithGroups } from './support/signInWithGroups';
import { startOwnPortal, type OwnPortal } from './support/startOwnPortal';

test.describe.configure({ mode: 'serial' });
test.skip(
  Boolean(process.env.POSTGRES_HOST),
  'a portal of its own needs a PostgreSQL of its own, and POSTGRES_HOST names a shared one',
);

const port = Number(new URL(environment.portalUrl).port) + 4;
const template = 'documentation-site';

let folder: string;
let own: OwnPortal;
let portal: PortalClient;
let forge: SecondForge;
let audited: SecondForge;

test.beforeAll(
  'start a portal with golden paths of its own and a second forge',
  async () => {
    test.setTimeout(420_000);
    folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-golden-paths-'));
    await cp(join(import.meta.dirname, '..', 'templates'), folder, {
      recursive: true,
      filter: source => !source.endsWith('/testing'),
    });
    forge = await SecondForge.start(port + 1);
    audited = await SecondForge.start(port + 2);
    own = await startOwnPortal(port, {
      configs: [join(import.meta.dirname, 'support', 'second-forge.yaml')],
      env: {
        GOLDEN_PATHS: folder,
        SECOND_FORGE_HOST: forge.host,
        AUDITED_FORGE_HOST: audited.host,
      },
    });
    portal = await signInWithGroups(own.url);
    const isThere = (kind: string, name: string) =>
      expect
        .poll(() => portal.findEntity(kind, name), { timeout: 120_000 })
        .toBeDefined();
    await isThere('template', template);
    await isThere('template', 'update-from-golden-path');
    await isThere('system', 'fulfilment-system');
  },
);

test.afterAll('stop all', async () => {
  test.setTimeout(60_000);
  await own?.stop();
  await forge?.stop();
  await audited?.stop();
  await rm(folder, { recursive: true, force: true });
});

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() =>
    localStorage.setItem('causeway.sign-in-provider', 'guest'),
  );
});

test('what fell behind is updated by a pull request that is opened from the list, decided and merged', async ({
  page,
  takePicture,
}) => {
  test.setTimeout(240_000);
  const name = 'handbook';
  const id = await portal.startTask(template, {
    name,
    description: 'How the payments team works, for everybody.',
    owner: 'group:default/payments-team',
    system: 'system:default/fulfilment-system',
  });
  await expect
    .poll(async () => (await portal.task(id)).status, { timeout: 120_000 })
    .toBe('completed');
  const readme = await own.forge.readFile(name, 'README.md', 'main');
  await own.forge.commit(name, {
    'README.md': readme.replace(/The site is read.*/, 'Ask Dana.'),
    'docs/how-to/index.md': '# Our own recipes\n',
  });
  await raise('2.0.0', {
    'README.md': text =>
      text.replace(/The site is read.*/, 'The site is read in **Docs**.'),
    'docs/reference/index.md': text => `${text}\nA page of version 2.\n`,
  });
  await portal.refreshEntity(`template:default/${template}`);

  await expect
    .poll(() => portal.goldenPathState('component', name), { timeout: 120_000 })
    .toBe('behind');

  const row = page.getByRole('row', { name: new RegExp(name) });
  const behind = `${own.url}/golden-paths/services?state=behind`;
  await page.goto(behind);
  await expect(row).toContainText('to 2.0.0');
  await row.getByRole('link', { name: `Update ${name}` }).click();
  await expect(page.getByLabel('Component')).toHaveValue(new RegExp(name));
  await page.getByRole('button', { name: 'Review' }).click();
  await takePicture('golden-path-update-review');
  await page.getByRole('button', { name: 'Open the pull request' }).click();
  await expect(
    page.getByRole('status').filter({ hasText: 'Done' }),
  ).toBeVisible();
  await expect(page.getByText('From version 1.0.0 to 2.0.0.')).toBeVisible();
  await takePicture('golden-path-update-run');

  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Pull Request' }).click();
  const pullRequest = await opened;
  await expect(
    pullRequest.getByRole('heading', {
      name: `Update from the golden path ${template} to 2.0.0 (1 to decide)`,
    }),
  ).toBeVisible();
  await expect(pullRequest.getByText('changed on both sides')).toBeVisible();
  const changed = (file: string) =>
    pullRequest.getByRole('row', { name: new RegExp(`^${file} `) });
  await expect(changed('docs/reference/index.md')).toContainText('+2 −0');
  await expect(changed('docs/how-to/index.md')).toHaveCount(0);
  const diff = pullRequest.getByRole('region', {
    name: `Changes of ${name}`,
  });
  await expect(diff).toContainText('+A page of version 2.');
  await expect(diff).toContainText('+<<<<<<< main');
  await expect(diff).toContainText('+The site is read in **Docs**.');
  await pullRequest.screenshot({
    path: join(
      import.meta.dirname,
      'screenshots',
      'golden-path-update-pull-request.png',
    ),
  });

  // The team decides: both sentences stay, and the marks go.
  const marked = await own.forge.readFile(
    name,
    'README.md',
    'golden-path-update-2.0.0',
  );
  await own.forge.commit(
    name,
    { 'README.md': marked.replace(/^(<<<<<<<|=======|>>>>>>>).*\n/gm, '') },
    'golden-path-update-2.0.0',
  );
  await pullRequest.reload();
  await expect(diff).not.toContainText('<<<<<<<');
  await own.forge.mergePullRequest(name, 1);
  await pullRequest.reload();
  await expect(pullRequest.getByText('Merged')).toBeVisible();
  const merged = await own.forge.readFile(name, 'README.md', 'main');
  expect(merged).toContain('Ask Dana.\nThe site is read in **Docs**.\n');
  expect(await own.forge.readFile(name, 'docs/how-to/index.md', 'main')).toBe(
    '# Our own recipes\n',
  );

  await portal.refreshEntity(`component:default/${name}`);
  await expect
    .poll(() => portal.goldenPathState('component', name), { timeout: 120_000 })
    .toBe('current');
  await page.goto(`${own.url}/golden-paths/services`);
  await expect(row).toContainText('Current');
  await expect(row).toContainText('2.0.0');
  await expect(row.getByRole('link', { name: /^Update/ })).toHaveCount(0);
  await page.goto(behind);
  await expect(page.getByText('No service matches')).toBeVisible();
  await page.goto(`${own.url}/catalog/default/component/${name}`);
  await expect(page.getByText('Version 2.0.0')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open an update' })).toHaveCount(
    0,
  );
});

for (const { when, request, name, step, cause, advice } of [
  {
    when: 'between the pushed files and the catalog',
    request: 'catalog-info.yaml',
    name: 'down-before-catalog',
    step: 'Register in Software Catalog',
    cause:
      /The catalog does not take '.*catalog-info\.yaml': .+; try again when that is mended/,
    advice: 'The repository was created by this run.',
  },
  {
    // Upstream's push tries for a minute before it gives up.
    when: 'between the new repository and its files @slow',
    request: 'git-receive-pack',
    name: 'down-before-push',
    step: 'Create the Repository',
    cause: /was created is not known, because the host cannot be asked/,
    advice: 'Trying again uses what this run has created, if anything',
  },
]) {
  test(`trying again makes nothing twice after the forge went down ${when}`, async ({
    page,
    takePicture,
  }) => {
    test.setTimeout(420_000);
    const creationsBefore = forge.creations;
    await fillForm(page, name, forge);
    forge.goDownAt(request);
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByText(`Failed at: ${step}`)).toBeVisible({
      timeout: 120_000,
    });
    await expect(page.getByText(cause).first()).toBeVisible();
    const remains = page.getByRole('region', { name: 'What exists now' });
    const isDown = `'${forge.host}' does not answer`;
    await expect(remains).toContainText(isDown);
    await expect(remains).toContainText('Does not exist');
    await expect(remains).toContainText(advice);
    await takePicture(`golden-path-${name}`);

    // As long as it is down, another try ends with the cause as well.
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(
      page.locator('.bui-Alert').filter({ hasText: isDown }),
    ).toBeVisible({ timeout: 120_000 });
    await expect(remains).toContainText(isDown);

    forge.comeBack();
    await remains.getByRole('button', { name: 'Look again' }).click();
    await expect(
      remains.getByRole('link', { name: new RegExp(name) }),
    ).toBeVisible();
    await expect(remains).toContainText(
      'If an earlier try left this repository, trying again uses it',
    );
    await takePicture(`golden-path-${name}-back`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(
      page.getByRole('link', { name: 'Open in Catalog' }),
    ).toBeVisible({ timeout: 120_000 });
    await takePicture(`golden-path-${name}-retried`);

    expect(forge.creations - creationsBefore).toBe(1);
    expect(await forge.client.listRepositories(name)).toEqual([name]);
    expect(await forge.client.countCommits(name)).toBe(1);
    const targets = (await portal.locations()).map(({ target }) => target);
    expect(targets.filter(target => target.includes(name))).toHaveLength(1);
    expect(await portal.findEntity('component', name)).toBeDefined();
  });
}

test('a forge account that may only read stops the run, with the right that it lacks', async ({
  page,
  takePicture,
}) => {
  const name = 'without-rights';
  await fillForm(page, name, audited);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Failed at: Create the Repository')).toBeVisible({
    timeout: 120_000,
  });
  await expect(
    page.getByText("The user 'auditor' may only read").first(),
  ).toBeVisible();
  const remains = page.getByRole('region', { name: 'What exists now' });
  await expect(remains).toContainText('Nothing was created.');
  await takePicture('golden-path-without-rights');
  expect(await audited.client.listRepositories('')).toEqual([]);
  expect(
    (await portal.locations()).filter(({ target }) => target.includes(name)),
  ).toEqual([]);
});

/** Makes a newer version of the golden path, as its owners do. */
async function raise(
  version: string,
  changes: Record<string, (text: string) => string>,
): Promise<void> {
  const setVersion = (text: string) =>
    text.replace(/template-version: .*/, `template-version: ${version}`);
  const edits = {
    ...Object.fromEntries(
      Object.entries(changes).map(([path, change]) => [
        `skeleton/${path}`,
        change,
      ]),
    ),
    'skeleton/catalog-info.yaml': setVersion,
    'template.yaml': setVersion,
  };
  for (const [path, change] of Object.entries(edits)) {
    const file = join(folder, template, path);
    await writeFile(file, change(await readFile(file, 'utf8')));
  }
}

/** Answers everything up to the review. */
async function fillForm(
  page: Page,
  name: string,
  { host }: SecondForge,
): Promise<void> {
  await page.goto(`${own.url}/create/templates/default/${template}`);
  await page.getByRole('textbox', { name: 'Site Name' }).fill(name);
  await page
    .getByRole('textbox', { name: 'Description' })
    .fill('A site that this test writes.');
  await chooseOwner(page, 'Payments');
  await chooseSystem(page, 'Fulfilment');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: /Host/ }).click();
  await page.getByRole('option', { name: `Gitea (${host})` }).click();
  await page
    .getByRole('textbox', { name: 'Organisation or group' })
    .fill('harborline');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(
    page.getByRole('region', { name: 'What will happen' }),
  ).toContainText(`Its repository will be harborline/${name} on Gitea`);
}
