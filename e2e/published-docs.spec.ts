import { expect, test } from './fixtures';
import { environment } from './support/environment';
import { PortalClient } from './support/PortalClient';
import { publishDocs } from './support/publishDocs';
import {
  startObjectStorage,
  type ObjectStorage,
} from './support/ObjectStorage';
import { startOwnPortal, type OwnPortal } from './support/startOwnPortal';

test.describe.configure({ mode: 'serial' });

const bucket = 'harborline-docs';
const port = Number(new URL(environment.portalUrl).port) + 2;
const index = '/default/component/payment-service/index.html';

let storage: ObjectStorage;
let portal: OwnPortal;

test.beforeAll(
  'publish docs to an object storage and start a portal that reads them',
  async () => {
    test.setTimeout(900_000);
    const started = await startObjectStorage(port + 3, bucket);
    // The S3 server is built from its Go module, and Go or the module proxy may be missing.
    if ('unavailable' in started) {
      test.skip(true, started.unavailable);
      return;
    }
    storage = started;
    await publishDocs('payment-service', storage);
    portal = await startOwnPortal(port, {
      configs: [storage.portalConfig],
      env: storage.env,
    });
  },
);

test.afterAll('stop both', async () => {
  test.setTimeout(60_000);
  await portal?.stop();
  await storage?.stop();
});

test('docs that a pipeline published are read beside the service @slow', async ({
  page,
}) => {
  await page.addInitScript(() =>
    localStorage.setItem('causeway.sign-in-provider', 'guest'),
  );
  const client = await PortalClient.signIn(portal.url);
  await expect
    .poll(() => client.findEntity('component', 'payment-service'))
    .toBeDefined();
  await page.goto(`${portal.url}/docs/default/component/payment-service`);
  await expect(
    page.getByRole('heading', { name: 'What it does' }),
  ).toBeVisible();
});

test('a page that a browser has is answered with 304 @slow', async () => {
  const client = await PortalClient.signIn(portal.url);
  const first = await client.readDocs(index);
  expect(first.status).toBe(200);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  const etag = first.headers.get('etag');
  expect(etag).toMatch(/^W\/"/);
  const again = await client.readDocs(index, {
    'if-none-match': String(etag),
    // As a browser does; Node's fetch would ask for no cached answer.
    'cache-control': 'max-age=0',
  });
  expect(again.status).toBe(304);
});

test('pages stay readable while the storage is away @slow', async () => {
  const client = await PortalClient.signIn(portal.url);
  await client.readDocs(index);
  await storage.pause();
  try {
    const read = await client.readDocs(index);
    expect(read.status).toBe(200);
    expect(await read.text()).toContain('What it does');
    const other = await client.readDocs(
      '/default/component/payment-service/api/index.html',
    );
    expect(other.status).toBe(404);
  } finally {
    await storage.resume();
  }
});

test('a site of another bucket path is not reached @slow', async () => {
  const client = await PortalClient.signIn(portal.url);
  const read = await client.readDocs(
    '/default/component/payment-service/..%2f..%2f..%2f..%2fsecret.html',
  );
  expect(read.status).toBe(404);
});
