import { mockCredentials } from '@backstage/backend-test-utils';
import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type QueryPermissionResponse,
} from '@backstage/plugin-permission-common';
import {
  commerce,
  databases,
  describeWithDatabase,
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
  [
    'put',
    '/v1/facts',
    {
      entityRef: 'component:default/ledger',
      factRef: 'ci:default/coverage',
      value: 1,
      source: 'ci',
      idempotencyKey: '1',
    },
  ],
];

const answer = (
  response: QueryPermissionResponse,
): Partial<PermissionsService> => ({
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

describeWithDatabase(
  'permissions of the API of scorecards (needs a test database)',
  () => {
    it('lets nobody in without credentials', async () => {
      const { call } = await startScorecardBackend({
        knex: await databases.init('POSTGRES_18'),
      });
      for (const [method, path, body] of [...results, ...others]) {
        const { status } = await call(method, path, {
          body,
          authorization: mockCredentials.none.header(),
        });
        expect([method, path, status]).toEqual([method, path, 401]);
      }
    });

    it('tells nothing of entities to whom the policy denies them', async () => {
      const { call } = await startScorecardBackend({
        knex: await databases.init('POSTGRES_18'),
        permissions: answer({ result: AuthorizeResult.DENY }),
      });
      for (const [method, path, body] of results) {
        const { status } = await call(method, path, { body });
        expect([method, path, status]).toEqual([method, path, 403]);
      }
    });

    it('counts and lists only what the reader may see in the catalog', async () => {
      const { call } = await startScorecardBackend({
        knex: await databases.init('POSTGRES_18'),
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
      const { text } = await call(
        'get',
        `${basics}/export?format=ndjson`,
      ).buffer(true);
      expect(text.trim().split('\n')).toHaveLength(2);
      const dryRun = await call('post', '/v1/dry-run', {
        body: { text: 'rules: [{ id: a, path: $.kind, operator: exists }]' },
      });
      expect(dryRun.body).toMatchObject({ isNew: true, entities: 3 });
    });

    it('takes facts from whom the configuration names, and from nobody else', async () => {
      const { call } = await startScorecardBackend({
        knex: await databases.init('POSTGRES_18'),
        config: { pushers: ['user:default/ada'] },
      });
      const [method, path, body] = others[others.length - 1];
      const push = async (authorization: string) =>
        (await call(method, path, { body, authorization })).status;
      expect(await push(mockCredentials.user.header('user:default/ada'))).toBe(
        200,
      );
      expect(await push(mockCredentials.user.header())).toBe(403);
      expect(await push(mockCredentials.service.header())).toBe(403);
    });
  },
);
