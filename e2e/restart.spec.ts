import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { environment } from './support/environment';
import { PortalClient } from './support/PortalClient';
import { signInWithGroups } from './support/signInWithGroups';
import { startOwnPortal, type OwnPortal } from './support/startOwnPortal';

test.describe.configure({ mode: 'serial' });
test.skip(
  Boolean(process.env.POSTGRES_HOST),
  'a portal to kill needs a PostgreSQL of its own, and POSTGRES_HOST names a shared one',
);

const survivor = 'survivor-service';
const victims = ['victim-one', 'victim-two', 'victim-three'];

let own: OwnPortal;
let tasks: Array<{ name: string; id: string }> = [];

const values = (name: string) => ({
  name,
  description: 'Created before a power cut',
  owner: 'group:default/orders-team',
  system: 'system:default/ordering-system',
});

test.beforeAll('start a portal to kill', async () => {
  test.setTimeout(300_000);
  own = await startOwnPortal(Number(new URL(environment.portalUrl).port) + 1);
});

test.afterAll('stop it', async () => {
  test.setTimeout(60_000);
  await own.stop();
});

test('what was registered and starred survives a killed backend', async ({
  page,
}) => {
  test.setTimeout(420_000);
  const before = await signInWithGroups(own.url);
  await expect
    .poll(() => before.findEntity('template', 'go-microservice'), {
      timeout: 120_000,
    })
    .toBeDefined();
  const id = await before.startTask('go-microservice', values(survivor));
  await expect
    .poll(async () => (await before.task(id)).status, { timeout: 120_000 })
    .toBe('completed');
  await expect
    .poll(() => before.findEntity('component', survivor), { timeout: 120_000 })
    .toBeDefined();

  await page.addInitScript(() =>
    localStorage.setItem('causeway.sign-in-provider', 'guest'),
  );
  await page.goto(`${own.url}/catalog/default/component/${survivor}`);
  const stored = page.waitForResponse(
    response =>
      response.url().includes('/api/user-settings/') &&
      response.request().method() === 'PUT' &&
      response.ok(),
  );
  await page.getByRole('button', { name: 'Add to favorites' }).click();
  await stored;

  tasks = [];
  for (const name of victims) {
    tasks.push({
      name,
      id: await before.startTask('go-microservice', values(name)),
    });
  }
  // At least one is creating its repository now; the others are there or before it.
  await expect
    .poll(
      async () =>
        (await Promise.all(tasks.map(task => before.taskEvents(task.id))))
          .flat()
          .some(({ body }) =>
            body.message.includes('Beginning step Create the Repository'),
          ),
      { timeout: 30_000, intervals: [50] },
    )
    .toBe(true);
  await own.kill();
  await own.restart();

  await page.goto(`${own.url}/catalog/default/component/${survivor}`);
  await expect(page.getByRole('heading', { name: survivor })).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Remove from favorites' }),
  ).toBeVisible();
});

test('a task whose process was killed ends with a reason within two minutes', async ({
  page,
  takePicture,
}) => {
  test.setTimeout(300_000);
  const after = await PortalClient.signIn(own.url);
  const statuses = () =>
    Promise.all(tasks.map(async ({ id }) => (await after.task(id)).status));
  await expect
    .poll(
      async () =>
        (
          await statuses()
        ).every(status => ['completed', 'failed'].includes(status)),
      { timeout: 120_000 },
    )
    .toBe(true);

  for (const { id } of tasks) {
    if ((await after.task(id)).status === 'completed') {
      continue;
    }
    const completion = (await after.taskEvents(id)).findLast(
      ({ type }) => type === 'completion',
    );
    expect(completion?.body.message).toMatch(/timed out|killed|stale|worker/i);
  }
  const interrupted = (await statuses()).indexOf('failed');
  expect(interrupted, 'a task was interrupted').toBeGreaterThanOrEqual(0);

  await page.addInitScript(() =>
    localStorage.setItem('causeway.sign-in-provider', 'guest'),
  );
  await page.goto(`${own.url}/create/tasks/${tasks[interrupted].id}`);
  await expect(
    page.getByText(/timed out|killed|stale|worker/i).first(),
  ).toBeVisible();
  await takePicture('restart-interrupted-task');
});

test('no half repository is in the catalog afterwards', async () => {
  test.setTimeout(180_000);
  const after = await PortalClient.signIn(own.url);
  await after.triggerScheduledTask(
    'catalog',
    'gitea-provider:harborline:refresh',
  );
  // The catalog has read the organisation when it knows what was pushed after the restart.
  await own.forge.createRepository('e2e-after-restart', {
    'catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: after-restart }
spec: { type: service, lifecycle: experimental, owner: group:default/orders-team }
`,
  });
  await expect
    .poll(
      async () => {
        await after.triggerScheduledTask(
          'catalog',
          'gitea-provider:harborline:refresh',
        );
        return after.findEntity('component', 'after-restart');
      },
      { timeout: 90_000, intervals: [2_000] },
    )
    .toBeDefined();

  for (const { name } of tasks) {
    const isRegistered =
      (await after.findEntity('component', name)) !== undefined ||
      (await after.locations()).some(({ target }) => target.includes(name));
    if (!isRegistered) {
      continue;
    }
    const folder = await mkdtemp(join(tmpdir(), 'causeway-e2e-clone-'));
    try {
      await own.forge.clone(name, folder);
      expect(await readFile(join(folder, 'go.mod'), 'utf8')).toContain(name);
      expect(
        await readFile(join(folder, 'catalog-info.yaml'), 'utf8'),
      ).toContain(`name: ${name}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
});

test(
  'flags are answered from disk while a started portal waits for its database',
  {
    tag: '@slow',
  },
  async ({ page, takePicture }) => {
    test.setTimeout(360_000);
    const flag = { flagSet: 'outage', key: 'lights' };
    const before = await PortalClient.signIn(own.url);
    await expect
      .poll(() => before.findEntity('component', 'payment-service'), {
        timeout: 90_000,
      })
      .toBeDefined();
    await before.createFlag({
      ...flag,
      entityRef: 'component:default/payment-service',
    });
    expect(await before.switchOn(flag, 'development')).toBe(200);
    const key = await before.createEnvironmentKey(flag.flagSet, 'development');
    const path = `${own.url}/api/feature-flags`;
    const ask = async () => {
      const response = await fetch(
        `${path}/ofrep/v1/evaluate/flags/${flag.key}`,
        {
          method: 'POST',
          headers: { 'x-api-key': key, 'content-type': 'application/json' },
          body: JSON.stringify({ context: {} }),
        },
      );
      const { value } = await response.json();
      return { status: response.status, value };
    };
    const lit = { status: 200, value: true };
    await expect.poll(ask).toEqual(lit);

    await own.stopBackend();
    await own.stopServices();
    const started = own.restart();
    // Where it fails it fails the test below, and is no unhandled rejection until then.
    started.catch(() => {});
    await expect
      .poll(() => ask().catch(() => undefined), { timeout: 90_000 })
      .toEqual(lit);

    const refused = await fetch(`${path}/v1/flag-sets/${flag.flagSet}/flags`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(refused.status).toBe(503);
    expect((await refused.json()).error.message).toBe(
      'The portal waits for its database; until it answers, feature flags can be read and nothing can be changed',
    );
    const readiness = await fetch(`${own.url}/.backstage/health/v1/readiness`);
    expect(readiness.status).toBe(503);
    await page.goto(own.url);
    await expect(
      page.getByRole('heading', { name: 'The portal waits for its database' }),
    ).toBeVisible();
    await takePicture('restart-without-database');

    await own.startServices();
    await started;
    expect(await ask()).toEqual(lit);
    const after = await PortalClient.signIn(own.url);
    expect(await after.switchOn(flag, 'staging')).toBe(200);
    expect(await own.readLog()).toContain('The database does not answer');
  },
);
