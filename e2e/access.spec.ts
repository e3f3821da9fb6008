import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unauditedRoutes } from '../packages/backend/src/http/unauditedRoutes';
import { expect, test } from './fixtures';
import { environment } from './support/environment';
import { PortalClient } from './support/PortalClient';
import {
  inventoryFile,
  isChanging,
  normalize,
  readInventory,
  type Route,
} from './support/routeInventory';
import { signInWithGroups } from './support/signInWithGroups';
import { startOwnPortal, type OwnPortal } from './support/startOwnPortal';

test.describe.configure({ mode: 'serial' });
// It starts a portal with other permissions, on databases of the same names.
test.skip(
  Boolean(process.env.POSTGRES_HOST),
  'needs a portal of its own, and POSTGRES_HOST names a shared PostgreSQL',
);

const repository = join(import.meta.dirname, '..');
const bytes = {
  '100kb': 102_400,
  '1mb': 1_048_576,
  '5mb': 5_242_880,
  '10mb': 10_485_760,
};

// Open to keys for its reading, so that its writing checks the body before the token.
const validatesFirst = new Set([
  'PUT /api/feature-flags/v1/flag-sets/:flagSet/environments/:environment/flagd.json',
  'POST /api/feature-flags/v1/flag-sets/:flagSet/environments/:environment/flagd.json/preview',
]);

// Routers to which a function leads, by a route that only they have.
const hiddenMounts = { 'POST /v2/dry-run': '/api/scaffolder' };

// Reads the catalog whatever is limited in it.
const catalogToken = randomUUID();

let own: OwnPortal;
let portal: PortalClient;
let inventory: Route[];
let token: string;

test.beforeAll('start a portal in which the guest is an engineer', async () => {
  test.setTimeout(420_000);
  inventory = await readInventory();
  own = await startOwnPortal(Number(new URL(environment.portalUrl).port) + 1, {
    env: {
      APP_CONFIG_permission_rbac_admin_users: '[]',
      APP_CONFIG_backend_auth_externalAccess: JSON.stringify([
        {
          type: 'static',
          options: { token: catalogToken, subject: 'access-tests' },
          accessRestrictions: [{ plugin: 'catalog' }],
        },
      ]),
      APP_CONFIG_backend_reading_allow: JSON.stringify([
        { host: '169.254.169.254' },
      ]),
      APP_CONFIG_catalog_locations: JSON.stringify([
        {
          type: 'file',
          target: join(repository, 'catalog', 'demo', 'all.yaml'),
          rules: [{ allow: ['User', 'Group', 'Scorecard'] }],
        },
        {
          type: 'file',
          target: join(repository, 'templates', 'all.yaml'),
          rules: [{ allow: ['Location', 'Template'] }],
        },
        {
          type: 'file',
          target: join(import.meta.dirname, 'support', 'limited-template.yaml'),
          rules: [{ allow: ['Template'] }],
        },
      ]),
    },
  });
  portal = await signInWithGroups(own.url);
  for (const [kind, name] of [
    ['component', 'payment-service'],
    ['component', 'order-service'],
    ['template', 'go-microservice'],
  ]) {
    await expect
      .poll(() => portal.findEntity(kind, name), { timeout: 120_000 })
      .toBeDefined();
  }
  token = portal.token;
});

test.afterAll('stop it', async () => {
  test.setTimeout(60_000);
  await own.stop();
});

test('every route of the backend is in the inventory', async () => {
  const { routes, unreached } = await own.readRoutes();
  const found = new Set(routes.flatMap(normalize));
  for (const router of unreached) {
    const isCovered = router.every(route => {
      const [method, path] = route.split(' ');
      return routes.some(
        reached => reached.startsWith(`${method} `) && reached.endsWith(path),
      );
    });
    if (!isCovered) {
      // A function of the plugin leads to it, through which one cannot see.
      const mount = Object.entries(hiddenMounts).find(([route]) =>
        router.includes(route),
      );
      expect(mount, `What leads to ${router.join(', ')}?`).toBeDefined();
      for (const route of router) {
        for (const each of normalize(route.replace(' ', ` ${mount?.[1]}`))) {
          found.add(each);
        }
      }
    }
  }
  const listed = new Set(inventory.map(({ route }) => route));
  const added = [...found].filter(route => !listed.has(route)).sort();
  const removed = [...listed].filter(route => !found.has(route)).sort();
  expect(
    { added, removed },
    `State auth, permission, audit and size limit of each route in ${inventoryFile}`,
  ).toEqual({ added: [], removed: [] });
});

test('the inventory and the list of routes without an audit event agree', () => {
  expect(
    inventory
      .filter(({ method, audit }) => audit === '-' && isChanging(method))
      .map(({ route }) => route)
      .sort(),
  ).toEqual([...unauditedRoutes].sort());
});

test('the table of roles is about every permission that a plugin declares', async () => {
  const { routes } = await own.readRoutes();
  const declared = await Promise.all(
    routes
      .filter(route => route.endsWith('/permissions/metadata'))
      .map(async route => {
        const response = await fetch(`${own.url}${route.split(' ')[1]}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        const { permissions }: { permissions?: Array<{ name: string }> } =
          await response.json();
        return permissions?.map(({ name }) => name) ?? [];
      }),
  );
  const names = declared.flat();
  expect(names).toEqual(
    expect.arrayContaining(['catalog.entity.read', 'kubernetes.pods.read']),
  );
  const config = await readFile(join(repository, 'app-config.yaml'), 'utf8');
  expect(names.filter(name => !config.includes(` ${name},`))).toEqual([]);
});

test('routes let in whom the inventory says', async () => {
  test.setTimeout(120_000);
  const answers = await Promise.all(
    inventory.map(async each => ({
      ...each,
      without: await call(each, {}),
      withInvalid: await call(each, { authorization: 'Bearer x.y.z' }),
      asUser:
        each.auth === 'service'
          ? await call(each, { authorization: `Bearer ${token}` })
          : undefined,
    })),
  );
  for (const { route, auth, without, withInvalid, asUser } of answers) {
    if (auth === 'open') {
      expect.soft([401, 403], route).not.toContain(without.status);
    } else {
      const refusal = validatesFirst.has(route) ? 400 : 401;
      expect.soft(without.status, `${route} without a token`).toBe(refusal);
      expect
        .soft(withInvalid.status, `${route} with an invalid token`)
        .toBe(refusal);
    }
    if (asUser) {
      // Some look at the body first.
      expect
        .soft([400, 401, 403], `${route} as a user`)
        .toContain(asUser.status);
    }
  }
});

test('bodies are read up to the size that the inventory says', async () => {
  test.setTimeout(180_000);
  for (const each of inventory) {
    // The others look at the token or key first.
    if (each.body !== '-' && ['open', 'token'].includes(each.auth)) {
      const text = JSON.stringify({ text: 'x'.repeat(bytes[each.body]) });
      const { status, body } = await call(
        each,
        { authorization: `Bearer ${token}` },
        text,
      );
      expect
        .soft(
          status === 413 ||
            (status === 400 && /too large|larger than/.test(body)),
          `${each.route} answered ${status}: ${body.slice(0, 200)}`,
        )
        .toBe(true);
    }
  }
});

test('what may change something is audited with its actor and outcome', async () => {
  test.setTimeout(120_000);
  const changing = inventory.filter(({ audit }) => audit === 'request');
  expect(changing.length).toBeGreaterThan(40);
  const marked: string[] = [];
  for (const each of changing) {
    // What takes every method changes something with some of them.
    const method = each.method === 'USE' ? 'DELETE' : each.method;
    const { url } = await call(
      { ...each, method },
      { authorization: `Bearer ${token}`, 'x-planted': 'planted-header' },
      JSON.stringify({ planted: 'planted-body' }),
      '?planted=planted-query',
    );
    marked.push(`${method} ${url}`);
  }
  const log = await own.readLog();
  const events = log
    .split('\n')
    .filter(line => line.includes('"eventId":"request"'))
    .map(line => JSON.parse(line));
  for (const mark of marked) {
    const event = events.find(
      ({ request, actor }) =>
        `${request.method} ${request.url}` === mark &&
        actor.actorId === 'user:default/guest',
    );
    expect.soft(event, mark).toMatchObject({
      isAuditEvent: true,
      status: expect.stringMatching(/^(succeeded|failed)$/),
      meta: { statusCode: expect.any(Number) },
    });
  }
  expect(JSON.stringify(events)).not.toContain('planted-');
});

test('engineers read the logs of their own pods only', async () => {
  const { pods: ownPods } = await findPods('payment-service');
  const { pods: foreignPods } = await findPods('order-service');
  const [ownPod, foreignPod] = [ownPods[0], foreignPods[0]];
  const logs = await proxy(
    `${pathOf(ownPod)}/log?container=${ownPod.container}`,
  );
  expect(logs.status, logs.body).toBe(200);
  expect(logs.body.length).toBeGreaterThan(0);

  const refused = await proxy(
    `${pathOf(foreignPod)}/log?container=${foreignPod.container}`,
  );
  expect(refused.status).toBe(403);
  expect(refused.body).toContain(
    `The pod '${foreignPod.name}' in '${foreignPod.namespace}' belongs to no entity that you own`,
  );
  const listed = await proxy('/api/v1/pods');
  expect(listed.status).toBe(403);
  expect(listed.body).toContain('is for platform engineers');
});

test('what is refused is said on the page', async ({ page, takePicture }) => {
  await page.addInitScript(() =>
    localStorage.setItem('causeway.sign-in-provider', 'guest'),
  );
  await page.goto(
    `${own.url}/catalog/default/component/order-service/kubernetes`,
  );
  await page.getByRole('button', { name: /^demo Cluster/ }).click();
  await page
    .getByRole('button', {
      name: /^order-service Deployment namespace: production/,
    })
    .first()
    .press('Enter');
  // A click would miss what still unfolds or slides.
  await page
    .getByRole('row', { name: /CrashLoopBackOff/ })
    .getByRole('button')
    .press('Enter');
  await page.getByRole('button', { name: /logs/i }).first().press('Enter');
  await expect(
    page.getByText(/belongs to no entity that you own/).first(),
  ).toBeVisible();
  await takePicture('access-logs-refused');

  await page.goto(`${own.url}/catalog/default/component/order-service`);
  await page.getByRole('button', { name: 'more' }).click();
  await expect(
    page.getByRole('menuitem', { name: /Unregister entity/ }),
  ).toHaveAttribute('aria-disabled', 'true');
  await takePicture('access-unregister-refused');

  await page.goto(`${own.url}/devtools/scheduled-tasks`);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(
    page.getByText('How the portal runs is for platform engineers'),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: 'DevTools' })).toHaveCount(0);
  await takePicture('access-devtools-refused');
});

test('a template that is limited to others is nowhere to be seen', async ({
  page,
  takePicture,
}) => {
  const catalog = new PortalClient(own.url, catalogToken);
  await expect
    .poll(() => catalog.findEntity('template', 'courier-provider'))
    .toBeDefined();
  // The first limit of a new catalog counts after some seconds.
  await expect
    .poll(() => portal.findEntity('template', 'courier-provider'), {
      timeout: 10_000,
    })
    .toBeUndefined();
  await page.addInitScript(() =>
    localStorage.setItem('causeway.sign-in-provider', 'guest'),
  );
  await page.goto(`${own.url}/create`);
  await expect(page.getByText(/microservice/i).first()).toBeVisible();
  await expect(page.getByText('Courier provider')).toHaveCount(0);
  await takePicture('access-templates-limited');

  await page.goto(`${own.url}/create/templates/default/courier-provider`);
  await expect(
    page.getByText(/not found|does not exist/i).first(),
  ).toBeVisible();
  await takePicture('access-template-limited');

  const response = await fetch(`${own.url}/api/scaffolder/v2/tasks`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      templateRef: 'template:default/courier-provider',
      values: {},
    }),
  });
  expect(response.status).toBe(404);
});

test('no URL leads to the metadata service of a cloud', async () => {
  const response = await fetch(`${own.url}/api/catalog/locations?dryRun=true`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      type: 'url',
      target: 'http://169.254.169.254/latest/meta-data/catalog-info.yaml',
    }),
  });
  expect(response.ok).toBe(false);
  expect(`${await response.text()}${await own.readLog()}`).toContain(
    'Unable to read http://169.254.169.254/latest/meta-data/catalog-info.yaml',
  );
});

test('answers carry the headers that protect a browser', async () => {
  for (const path of [
    '/',
    '/catalog',
    '/api/catalog/entities',
    '/nowhere.js',
    '/static/nowhere.js',
  ]) {
    const { headers } = await fetch(`${own.url}${path}`);
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
      "frame-ancestors 'self'",
      "script-src-attr 'none'",
    ]) {
      expect.soft(policy, path).toContain(part);
    }
    expect.soft(policy, path).not.toMatch(/script-src [^;]*'unsafe-inline'/);
    expect.soft(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect.soft(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect.soft(headers.get('strict-transport-security'), path).toBeTruthy();
    expect
      .soft(headers.get('x-frame-options'), path)
      .toMatch(/SAMEORIGIN|DENY/);
    expect
      .soft(headers.get('x-permitted-cross-domain-policies'), path)
      .toBe('none');
    expect.soft(headers.get('x-xss-protection'), path).toBe('0');
    const features = headers.get('permissions-policy') ?? '';
    for (const feature of ['camera', 'geolocation', 'microphone', 'usb']) {
      expect.soft(features, path).toContain(`${feature}=()`);
    }
    expect
      .soft(headers.get('cross-origin-resource-policy'), path)
      .toBe('same-site');
    // The window of a sign-in ends on a route of the API and has to reach the page behind it.
    expect
      .soft(headers.get('cross-origin-opener-policy'), path)
      .toBe(path.startsWith('/api/') ? null : 'same-origin-allow-popups');
    expect.soft(headers.get('x-powered-by'), path).toBeNull();
    expect.soft(headers.get('access-control-allow-origin'), path).not.toBe('*');
  }
});

async function call(
  { method, path }: Route,
  headers: Record<string, string>,
  body?: string,
  query = '',
): Promise<{ status: number; body: string; url: string }> {
  const url = path
    .replace('/api/:plugin/', '/api/catalog/')
    .replace('/api/auth/:provider', '/api/auth/guest')
    .replace(/:[A-Za-z]+(?:\(\*\))?/g, '00000000-0000-4000-8000-000000000000')
    .replace('*', 'nowhere');
  const hasBody = body !== undefined && method !== 'DELETE';
  const response = await fetch(`${own.url}${url}${query}`, {
    method: method === 'USE' ? 'GET' : method,
    redirect: 'manual',
    headers: {
      ...headers,
      ...(hasBody && { 'content-type': 'application/json' }),
    },
    ...(hasBody && { body }),
  });
  const isStream = response.headers
    .get('content-type')
    ?.includes('text/event-stream');
  if (isStream) {
    await response.body?.cancel();
  }
  return {
    status: response.status,
    body: isStream ? '' : await response.text(),
    url,
  };
}

interface Pod {
  namespace: string;
  name: string;
  container: string;
}

async function findPods(component: string): Promise<{ pods: Pod[] }> {
  const response = await fetch(
    `${own.url}/api/kubernetes/resources/workloads/query`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        entityRef: `component:default/${component}`,
        auth: {},
      }),
    },
  );
  const { items } = await response.json();
  const resources: Array<{
    metadata: { name: string; namespace: string };
    spec: { containers: Array<{ name: string }> };
  }> = items[0].resources.find(
    ({ type }: { type: string }) => type === 'pods',
  ).resources;
  return {
    pods: resources.map(({ metadata: { name, namespace }, spec }) => ({
      name,
      namespace,
      container: spec.containers[0].name,
    })),
  };
}

function pathOf({ namespace, name }: Pod): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}

async function proxy(path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`${own.url}/api/kubernetes/proxy${path}`, {
    headers: {
      authorization: `Bearer ${token}`,
      'backstage-kubernetes-cluster': 'demo',
    },
  });
  return { status: response.status, body: await response.text() };
}
