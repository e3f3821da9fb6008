import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { environment } from './support/environment';
import type { PortalClient } from './support/PortalClient';

interface LogEntry {
  level: string;
  message: string;
}

const component = (name: string, owner = 'group:default/orders-team') => `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  description: Pushed by a test
spec:
  type: service
  lifecycle: experimental
  owner: ${owner}
`;

/** What each repository's `catalog-info.yaml` holds; `good` shows that the others load. */
const catalogFiles = {
  'bad-yaml': 'kind: Component\n  metadata: [unclosed\n',
  'bad-kind': component('bad-kind').replace('Component', 'Gadget'),
  'bad-name': component('bad-name').replace('  name: bad-name\n', ''),
  'bad-owner': component('bad-owner', 'group:default/nobody-team'),
  'bad-twin-one': component('bad-twin'),
  'bad-twin-two': component('bad-twin'),
  good: component('good-neighbour'),
};

const file = (repository: string) =>
  `${environment.forgeUrl}/harborline/e2e-${repository}/src/branch/main/catalog-info.yaml`;

test.beforeAll('push the repositories', async ({ forge, portal }) => {
  test.setTimeout(120_000);
  for (const [name, content] of Object.entries(catalogFiles)) {
    await forge.createRepository(`e2e-${name}`, {
      'catalog-info.yaml': content,
    });
  }
  await forge.createRepository('e2e-bad-docs', {
    'catalog-info.yaml': component('bad-docs').replace(
      'metadata:\n',
      'metadata:\n  annotations:\n    backstage.io/techdocs-ref: dir:.\n',
    ),
    'mkdocs.yml':
      'site_name: Broken\nnav:\n  - Home: index.md\ntheme: no-such-theme\nplugins:\n  - techdocs-core\n  - no-such-plugin\n',
    'docs/index.md': '# Broken\n',
  });
  await portal.triggerScheduledTask(
    'catalog',
    'gitea-provider:harborline:refresh',
  );
});

test.afterAll('delete the repositories', async ({ forge }) => {
  for (const name of [...Object.keys(catalogFiles), 'bad-docs']) {
    await forge.deleteRepository(`e2e-${name}`);
  }
});

test('a good file loads beside the bad ones', async ({ page, portal }) => {
  test.setTimeout(150_000);
  await expect
    .poll(() => portal.findEntity('component', 'good-neighbour'), {
      timeout: 120_000,
    })
    .toBeDefined();
  await page.goto('/catalog/default/component/good-neighbour');
  await expect(
    page.getByRole('heading', { name: 'good-neighbour' }),
  ).toBeVisible();
});

const refused = [
  {
    title: 'a file that is not YAML',
    repository: 'bad-yaml',
    reason: /YAML error/,
  },
  {
    title: 'a kind that the catalog does not know',
    repository: 'bad-kind',
    reason: /Gadget|gadget/,
  },
  {
    title: 'an entity without a name',
    repository: 'bad-name',
    reason: /name/,
  },
];

for (const { title, repository, reason } of refused) {
  test(`${title} is reported in the portal and in the log, with file and reason`, async ({
    page,
    portal,
    takePicture,
  }) => {
    test.setTimeout(150_000);
    const entry = await expectLogged(file(repository), reason);
    expect(['warn', 'error']).toContain(entry.level);

    await expectNotified(page, portal, `e2e-${repository}/`, reason);
    await takePicture(`bad-input-${repository}`);
  });
}

test('an owner that does not exist is reported on the page of the entity and in the log', async ({
  page,
  portal,
  takePicture,
}) => {
  test.setTimeout(150_000);
  await expect
    .poll(() => portal.findEntity('component', 'bad-owner'), {
      timeout: 120_000,
    })
    .toBeDefined();
  await page.goto('/catalog/default/component/bad-owner');
  await expect(
    page.getByText(/nobody-team is not in the catalog/),
  ).toBeVisible();
  await takePicture('bad-input-bad-owner');

  await portal.triggerScheduledTask('catalog', 'find-dangling-owners');
  await expectLogged(file('bad-owner'), /nobody-team/);
  await expectNotified(page, portal, 'e2e-bad-owner/', /nobody-team/);
});

test('two files that claim one name are reported in the portal and in the log, and the first keeps it', async ({
  page,
  portal,
  takePicture,
}) => {
  test.setTimeout(150_000);
  await expect
    .poll(() => portal.findEntity('component', 'bad-twin'), {
      timeout: 120_000,
    })
    .toBeDefined();
  const entry = await expectLogged(
    'component:default/bad-twin',
    /e2e-bad-twin-one.*e2e-bad-twin-two|e2e-bad-twin-two.*e2e-bad-twin-one/,
  );
  expect(['warn', 'error']).toContain(entry.level);

  await expectNotified(page, portal, 'e2e-bad-twin-two', /e2e-bad-twin-one/);
  await takePicture('bad-input-bad-twin');
});

test("docs that cannot be built show mkdocs' own message on the docs page", async ({
  page,
  portal,
  takePicture,
}) => {
  test.setTimeout(180_000);
  await expect
    .poll(() => portal.findEntity('component', 'bad-docs'), {
      timeout: 120_000,
    })
    .toBeDefined();
  await page.goto('/docs/default/component/bad-docs');
  await expect(page.getByText(/no-such-(theme|plugin)/).first()).toBeVisible({
    timeout: 60_000,
  });
  await takePicture('bad-input-bad-docs');
});

/** Waits for a line of the backend's log that names both the file and the reason. */
async function expectLogged(place: string, reason: RegExp): Promise<LogEntry> {
  let found: LogEntry | undefined;
  await expect
    .poll(
      async () => {
        const lines = (await readFile(environment.portalLog, 'utf8')).split(
          '\n',
        );
        const line = lines.findLast(
          candidate => candidate.includes(place) && reason.test(candidate),
        );
        found = line ? JSON.parse(line) : undefined;
        return found;
      },
      {
        timeout: 60_000,
        message: `the log names '${place}' and ${reason}`,
      },
    )
    .toBeDefined();
  if (!found) {
    throw new Error(`No line names '${place}'`);
  }
  return found;
}

/** Waits for a notification of the platform team that names both the file and the reason. */
async function expectNotified(
  page: Page,
  portal: PortalClient,
  place: string,
  reason: RegExp,
): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await portal.notifications(place)
        ).map(({ title, description }) => `${title}\n${description}`),
      { timeout: 90_000 },
    )
    .toContainEqual(expect.stringMatching(reason));
  await page.goto('/notifications');
  // Without it the page shows the newest five.
  await page.getByPlaceholder('Filter').fill(place);
  const row = page
    .getByRole('row')
    .filter({ hasText: place })
    .filter({ hasText: reason });
  const folded = page.getByRole('button', { name: 'Show more' });
  // The page draws its rows anew when the filter takes effect.
  await expect(async () => {
    while ((await folded.count()) > 0) {
      await folded.first().click({ timeout: 1_000 });
    }
    await expect(row.first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 45_000 });
}
