import { mockCredentials } from '@backstage/backend-test-utils';
import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type QueryPermissionResponse,
} from '@backstage/plugin-permission-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  commerce,
  payments,
  startScorecardBackend,
} from '../__testUtils__/startScorecardBackend';

jest.setTimeout(120_000);

const entity = '/v1/entities/component/default/ledger';
const basics = '/v1/scorecards/basics';

type Route = ['get' | 'post' | 'put', string, object?];

/** Routes that tell of entities. */
const results: Route[] = [
  ['get', entity],
  ['get', `${entity}/explain?scorecard=basics&rule=has-owner`],
  ['get', `${entity}/history`],
  ['post', `${entity}/refresh`],
  ['get', `${basics}/rollups?by=owner`],
  ['get', '/v1/rollups?by=owner'],
  ['get', `${basics}/rules`],
  ['get', `${basics}/entities`],
  ['get', `${basics}/rules/has-owner/entities`],
  ['get', `${basics}/trend`],
  ['get', `${basics}/movers`],
  ['get', `${basics}/export?format=csv`],
  ['get', '/v1/gate?entityRef=component:default/ledger&scorecard=basics'],
  ['get', '/v1/badge/component/default/ledger/basics.svg'],
  ['post', '/v1/dry-run', { text: 'rules: []' }],
];

const others: Route[] = [
  ['get', '/v1/scorecards'],
  ['get', basics],
  ['get', '/v1/problems'],
];

const push: Route = [
  'put',
  '/v1/facts',
  {
    entityRef: 'component:default/ledger',
    factRef: 'ci:default/coverage',
    value: 1,
    source: 'ci',
    idempotencyKey: '1',
  },
];

/** A policy that allows all but what bears one of the names. */
const allowAllBut = (...denied: string[]): Partial<PermissionsService> => ({
  authorizeConditional: async requests =>
    requests.map(() => ({ result: AuthorizeResult.ALLOW })),
  authorize: async requests =>
    requests.map(({ permission }) => ({
      result: denied.includes(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
    })),
});

const answer = (
  response: QueryPermissionResponse,
): Partial<PermissionsService> => ({
  ...allowAllBut(),
  authorizeConditional: async requests => requests.map(() => response),
});

const conditional = answer({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: {
    rule: 'IS_ENTITY_OWNER',
    resourceType: 'catalog-entity',
    params: { claims: [payments] },
  },
});

describeWithDatabase('permissions of the API of scorecards', () => {
  it('lets nobody in without credentials', async () => {
    const { call } = await startScorecardBackend({
      knex: await createTestDatabase(),
    });
    for (const [method, path, body] of [...results, ...others, push]) {
      const { status } = await call(method, path, {
        body,
        authorization: mockCredentials.none.header(),
      });
      expect([method, path, status]).toEqual([method, path, 401]);
    }
  });

  it('tells nothing of entities to whom the policy denies them', async () => {
    const { call } = await startScorecardBackend({
      knex: await createTestDatabase(),
      permissions: answer({ result: AuthorizeResult.DENY }),
    });
    for (const [method, path, body] of results) {
      const { status } = await call(method, path, { body });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
  });

  it('counts and lists only what the reader may see in the catalog', async () => {
    const { call } = await startScorecardBackend({
      knex: await createTestDatabase(),
      permissions: conditional,
      visible: ({ metadata }) =>
        ['payment-service', 'storefront-web', 'storefront-team'].includes(
          metadata.name,
        ),
    });
    const get = async (path: string) => (await call('get', path)).body;

    expect((await call('get', entity)).status).toBe(404);
    expect((await call('post', `${entity}/refresh`)).status).toBe(404);
    const rollups = await get(`${basics}/rollups?by=owner&nested=true`);
    expect(
      rollups.items.map(
        ({ key, entities }: { key: string; entities: number }) => [
          key,
          entities,
        ],
      ),
    ).toEqual([
      ['group:default/payments-team', 1],
      ['group:default/storefront-team', 1],
    ]);
    const heatMap = await get('/v1/rollups?by=owner');
    expect(heatMap.items[0].cells.basics.entities).toBe(1);
    const { items: counts } = await get(`${basics}/rules`);
    expect(counts[1].counts).toMatchObject({ pass: 2, fail: 0 });
    expect(await get(`${basics}/rules/has-description/entities`)).toEqual({
      items: [],
    });
    expect((await get(`${basics}/entities`)).items).toHaveLength(2);
    const nested = `${basics}/entities?nested=true&owner=${commerce}`;
    expect((await get(nested)).items).toHaveLength(2);
    // Of the payments team the reader sees a part, so its totals of past days are left out.
    expect(await get(`${basics}/trend`)).toMatchObject({
      items: [{ entities: 2 }],
    });
    const { text } = await call('get', `${basics}/export?format=ndjson`).buffer(
      true,
    );
    expect(text.trim().split('\n')).toHaveLength(2);
    const dryRun = await call('post', '/v1/dry-run', {
      body: { text: 'rules: [{ id: a, path: $.kind, operator: exists }]' },
    });
    expect(dryRun.body).toMatchObject({ isNew: true, entities: 3 });
  });

  it('shows scorecards to nobody without the permission, and says which', async () => {
    const { call } = await startScorecardBackend({
      knex: await createTestDatabase(),
      permissions: allowAllBut('scorecard.read'),
    });
    for (const [method, path, body] of [...results, ...others]) {
      const refused = await call(method, path, { body });
      expect([method, path, refused.status]).toEqual([method, path, 403]);
      expect(refused.body.error?.message ?? refused.text).toContain(
        "You may not see scorecards; that takes the permission 'scorecard.read'",
      );
    }
    // Who pushes facts need not see what comes of them.
    const [method, path, body] = push;
    expect((await call(method, path, { body })).status).toBe(200);
  });

  it.each<[string, Route, string]>([
    ['scorecard.facts.write', push, 'You may not store facts of'],
    [
      'scorecard.refresh',
      ['post', `${entity}/refresh`],
      'You may not refresh the results of',
    ],
  ])('asks for %s', async (permission, route, refusal) => {
    const { call } = await startScorecardBackend({
      knex: await createTestDatabase(),
      permissions: allowAllBut(permission),
    });
    const [method, path, body] = route;
    const refused = await call(method, path, { body });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      `${refusal} 'component:default/ledger'; that takes the permission '${permission}', which owners of an entity have by default`,
    );
  });

  it('shows all results where the policy hides entities of other kinds only', async () => {
    const hide = (kind: string) =>
      answer({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'catalog',
        resourceType: 'catalog-entity',
        conditions: {
          not: {
            rule: 'IS_ENTITY_KIND',
            resourceType: 'catalog-entity',
            params: { kinds: [kind] },
          },
        },
      });
    const count = async (kind: string) => {
      const { call } = await startScorecardBackend({
        knex: await createTestDatabase(),
        permissions: hide(kind),
        // What the catalog would say, were it asked.
        visible: () => false,
      });
      return (await call('get', `${basics}/entities`)).body.items.length;
    };
    expect(await count('Template')).toBe(3);
    expect(await count('Component')).toBe(0);
  });

  it('takes facts from whom the configuration names, and from nobody else', async () => {
    const { call } = await startScorecardBackend({
      knex: await createTestDatabase(),
      config: { pushers: ['user:default/ada'] },
    });
    const [method, path, body] = push;
    const pushAs = async (authorization: string) =>
      (await call(method, path, { body, authorization })).status;
    expect(await pushAs(mockCredentials.user.header('user:default/ada'))).toBe(
      200,
    );
    expect(await pushAs(mockCredentials.user.header())).toBe(403);
    expect(await pushAs(mockCredentials.service.header())).toBe(403);
  });
});
