import type { PermissionsService } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  service,
  startGoldenPaths,
  template,
} from '../__testUtils__/startGoldenPaths';

jest.setTimeout(120_000);

const catalog = () => [
  template('go-microservice', '2.0.0'),
  template('python-service', '1.0.0'),
  service('alpha', { template: 'go-microservice', version: '2.0.0' }),
  service('beta', {
    template: 'template:default/go-microservice',
    version: '1.10.0',
    owner: 'group:default/storefront-team',
  }),
  service('gamma', { template: 'template:default/go-microservice' }),
  service('delta', {
    template: 'template:default/python-service',
    version: '0.9.0',
  }),
  service('lost', { template: 'template:default/gone', version: '1.0.0' }),
  service('odd', { template: 'not a ref::', version: '1.0.0' }),
];

/** Limits what users see of the catalog. */
function conditional(
  conditions: PermissionCriteria<PermissionCondition>,
): Partial<PermissionsService> {
  return {
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
    authorizeConditional: async requests =>
      requests.map(() => ({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'catalog',
        resourceType: 'catalog-entity',
        conditions,
      })),
  };
}

describeWithDatabase('the API', () => {
  it('tells which services came from which template, and how they stand', async () => {
    const { get } = await startGoldenPaths({
      knex: await createTestDatabase(),
      entities: catalog(),
    });
    const { body } = await get('/v1/services').expect(200);
    expect(body).toEqual({
      total: 5,
      items: [
        {
          entityRef: 'component:default/alpha',
          title: 'alpha',
          owner: 'group:default/payments-team',
          templateRef: 'template:default/go-microservice',
          version: '2.0.0',
          latestVersion: '2.0.0',
          state: 'current',
        },
        expect.objectContaining({ title: 'beta', state: 'behind' }),
        expect.objectContaining({ title: 'delta', state: 'behind' }),
        expect.objectContaining({ title: 'gamma', state: 'unknown' }),
        expect.objectContaining({ title: 'lost', state: 'unknown' }),
      ],
    });

    const behind = await get(
      '/v1/services?state=behind&state=unknown&template=template:default/go-microservice&owner=group:default/storefront-team',
    ).expect(200);
    expect(behind.body.items).toEqual([
      expect.objectContaining({ entityRef: 'component:default/beta' }),
    ]);
    expect(
      (await get('/v1/services/component/default/delta').expect(200)).body,
    ).toMatchObject({ version: '0.9.0', latestVersion: '1.0.0' });
    const { body: none } = await get(
      '/v1/services/component/default/odd',
    ).expect(404);
    expect(none.error.message).toBe(
      "'component:default/odd' came from no golden path",
    );
  });

  it.each(['title', 'owner', 'template', 'state'])(
    'gives each service once over the pages, ordered by %s',
    async order => {
      const { get } = await startGoldenPaths({
        knex: await createTestDatabase(),
        entities: catalog(),
      });
      const whole = await get(`/v1/services?order=${order}`).expect(200);
      const seen: unknown[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await get(
          `/v1/services?order=${order}&limit=2${
            cursor ? `&cursor=${cursor}` : ''
          }`,
        ).expect(200);
        seen.push(...body.items);
        cursor = body.nextCursor;
      } while (cursor);
      expect(seen).toHaveLength(5);
      expect(seen).toEqual(whole.body.items);
    },
  );

  it('follows what changes in the catalog', async () => {
    const { entities, get, reader } = await startGoldenPaths({
      knex: await createTestDatabase(),
      entities: catalog(),
    });
    const states = async () => {
      const { body } = await get('/v1/services');
      return Object.fromEntries(
        body.items.map((item: { title: string; state: string }) => [
          item.title,
          item.state,
        ]),
      );
    };
    // The template moves on, one service leaves, another joins.
    entities[0] = template('go-microservice', '2.1.0');
    entities.splice(2, 1);
    entities.push(
      service('epsilon', { template: 'python-service', version: '1.0.0' }),
    );
    await reader.read([
      'template:default/go-microservice',
      'component:default/alpha',
      'component:default/epsilon',
    ]);
    expect(await states()).toEqual({
      beta: 'behind',
      delta: 'behind',
      epsilon: 'current',
      gamma: 'unknown',
      lost: 'unknown',
    });
    entities.splice(0, entities.length - 1);
    await reader.readAll();
    expect(await states()).toEqual({ epsilon: 'unknown' });
  });

  it('shows runs to those who may read the usage of the template', async () => {
    const { get, runs } = await startGoldenPaths({
      knex: await createTestDatabase(),
      entities: catalog(),
      permissions: {
        authorizeConditional: async requests =>
          requests.map(() => ({ result: AuthorizeResult.ALLOW })),
        authorize: async requests =>
          requests.map(({ resourceRef }) => ({
            result:
              resourceRef === 'template:default/go-microservice'
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          })),
      },
    });
    const put = (taskId: string, status: string, seconds?: number) =>
      runs.put({
        taskId,
        templateRef: 'template:default/go-microservice',
        status,
        seconds,
      });
    await put('a', 'completed', 4);
    await put('b', 'completed', 10);
    await put('c', 'completed', 6);
    await put('d', 'failed');
    await put('e', 'cancelled');
    await put('f', 'processing');
    const { body } = await get('/v1/templates').expect(200);
    expect(body.items).toEqual([
      {
        templateRef: 'template:default/go-microservice',
        title: 'go-microservice title',
        owner: 'group:default/platform-team',
        version: '2.0.0',
        services: 3,
        behind: 1,
        runs: {
          total: 6,
          succeeded: 3,
          failed: 1,
          successRate: 0.75,
          medianSeconds: 6,
        },
      },
      {
        templateRef: 'template:default/python-service',
        title: 'python-service title',
        owner: 'group:default/platform-team',
        version: '1.0.0',
        services: 1,
        behind: 1,
      },
    ]);
    const first = await get('/v1/templates?limit=1').expect(200);
    const second = await get(
      `/v1/templates?limit=1&cursor=${first.body.nextCursor}`,
    ).expect(200);
    expect(second.body).toMatchObject({
      items: [{ templateRef: 'template:default/python-service' }],
    });
    expect(second.body.nextCursor).toBeUndefined();
  });

  it('counts and lists for a reader what they may see, and nothing else', async () => {
    const { get } = await startGoldenPaths({
      knex: await createTestDatabase(),
      entities: catalog(),
      visible: ({ metadata }) =>
        !['beta', 'python-service'].includes(metadata.name),
      permissions: conditional({ rule: 'X', resourceType: 'catalog-entity' }),
    });
    const services = await get('/v1/services').expect(200);
    expect(services.body.total).toBe(4);
    expect(JSON.stringify(services.body)).not.toContain('beta');
    const templates = await get('/v1/templates').expect(200);
    expect(templates.body.items).toEqual([
      expect.objectContaining({ services: 2, behind: 0 }),
    ]);
    await get('/v1/services/component/default/beta').expect(404);
  });

  it.each([
    ['all', undefined],
    ['some', conditional({ rule: 'X', resourceType: 'catalog-entity' })],
  ])(
    'does not look at 10,000 services to tell a reader of %s how many there are',
    async (_, permissions) => {
      const knex = await createTestDatabase();
      const hidden = new Set(['s-1', 's-2']);
      const { entities, get, reader } = await startGoldenPaths({
        knex,
        entities: [
          template('go-microservice', '2.0.0'),
          ...Array.from({ length: 10_000 }, (_each, index) =>
            service(`s-${index}`, {
              template: 'go-microservice',
              version: index % 4 === 1 ? '1.0.0' : '2.0.0',
            }),
          ),
        ],
        visible: ({ metadata }) => !hidden.has(metadata.name),
        permissions,
      });
      const counts = async () => {
        const { body } = await get('/v1/templates').timeout(10_000).expect(200);
        const { services, behind } = body.items[0];
        return { services, behind };
      };
      const sees = (services: number, behind: number) =>
        permissions
          ? { services: services - 2, behind: behind - 1 }
          : { services, behind };
      expect(await counts()).toEqual(sees(10_000, 2_500));
      const total = async (query: string) =>
        (await get(`/v1/services?limit=1${query}`).expect(200)).body.total;
      expect(await total('')).toBeUndefined();
      expect(await total('&state=behind')).toBeUndefined();
      expect(await total('&state=unknown')).toBe(0);

      const statements: string[] = [];
      let rows = 0;
      knex.on('query-response', (response, { sql }) => {
        statements.push(sql);
        rows += [response?.rows ?? response ?? []].flat().length;
      });
      // Whoever reads them has to wait.
      await knex.transaction(async trx => {
        await trx.raw('lock table services in access exclusive mode');
        statements.length = 0;
        rows = 0;
        expect(await counts()).toEqual(sees(10_000, 2_500));
      });
      const asked = statements.filter(sql => sql.includes('service_counts'));
      expect(asked).toHaveLength(permissions ? 2 : 1);
      expect(rows).toBeLessThan(5);

      entities.splice(1, 1);
      entities[1] = service('s-1', { template: 'go-microservice' });
      await reader.read(['component:default/s-0', 'component:default/s-1']);
      expect(await counts()).toEqual(
        permissions
          ? { services: 9_997, behind: 2_499 }
          : { services: 9_999, behind: 2_499 },
      );
      entities[0] = template('go-microservice', '1.0.0');
      await reader.read(['template:default/go-microservice']);
      expect(await counts()).toMatchObject({ behind: 0 });
    },
  );

  it.each(['title', 'owner', 'template', 'state'])(
    'reads a page by %s off an index, and does not sort all services for it',
    async order => {
      const knex = await createTestDatabase();
      const { get } = await startGoldenPaths({
        knex,
        entities: [
          template('go-microservice', '2.0.0'),
          ...Array.from({ length: 2_000 }, (_each, index) =>
            service(`s-${index}`, { template: 'go-microservice' }),
          ),
        ],
      });
      await knex.raw('analyze services');
      const pages: { sql: string; bindings: unknown[] }[] = [];
      knex.on('query', ({ sql, bindings }) => {
        if (sql.includes('sort_key')) {
          pages.push({ sql, bindings });
        }
      });
      const { body } = await get(`/v1/services?order=${order}&limit=5`);
      await get(
        `/v1/services?order=${order}&limit=5&cursor=${encodeURIComponent(
          body.nextCursor,
        )}`,
      ).expect(200);
      expect(pages).toHaveLength(2);
      for (const { sql, bindings } of [...pages]) {
        const { rows } = await knex.raw(
          `explain ${sql.replace(/\$\d+/g, '?')}`,
          bindings as string[],
        );
        const plan = JSON.stringify(rows);
        expect(plan).toContain(`services_by_${order}`);
        expect(plan).not.toContain('Sort');
      }
    },
  );

  it('reads no service of the catalog for who does not see some templates', async () => {
    const { get, streamed } = await startGoldenPaths({
      knex: await createTestDatabase(),
      entities: catalog(),
      visible: ({ metadata }) => metadata.name !== 'python-service',
      permissions: conditional({
        not: {
          allOf: [
            {
              rule: 'IS_ENTITY_KIND',
              resourceType: 'catalog-entity',
              params: { kinds: ['Template'] },
            },
            { rule: 'X', resourceType: 'catalog-entity' },
          ],
        },
      }),
    });
    const { body } = await get('/v1/templates').expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ title: 'go-microservice title', services: 3 }),
    ]);
    expect((await get('/v1/services').expect(200)).body.total).toBe(5);
    expect(streamed).toEqual(['go-microservice']);
  });

  it('refuses who may not read the catalog, strangers, and what is no request', async () => {
    const { get, post } = await startGoldenPaths({
      knex: await createTestDatabase(),
      permissions: {
        authorize: async requests =>
          requests.map(() => ({ result: AuthorizeResult.DENY })),
        authorizeConditional: async requests =>
          requests.map(() => ({ result: AuthorizeResult.DENY })),
      },
    });
    const paths = [
      '/v1/services',
      '/v1/templates',
      '/v1/services/component/default/x',
    ];
    const statusOf = async (path: string, authorization?: string) =>
      (await get(path, authorization)).status;
    const none = mockCredentials.none.header();
    expect(await Promise.all(paths.map(path => statusOf(path)))).toEqual([
      403, 403, 403,
    ]);
    const preview = { templateRef: 'template:x', values: {} };
    expect((await post('/v1/previews', preview)).status).toBe(403);
    const all = [...paths, '/v1/hosts', '/v1/names/x'];
    expect(await Promise.all(all.map(path => statusOf(path, none)))).toEqual(
      all.map(() => 401),
    );
    expect(await statusOf('/v1/services?state=late')).toBe(400);
    expect(await statusOf('/v1/services?limit=0')).toBe(400);
  });

  it('refuses a cursor of another list with a sentence', async () => {
    const { get } = await startGoldenPaths({
      knex: await createTestDatabase(),
    });
    for (const cursor of ['x', 'ImEi', 'IlsxLDJdIg']) {
      const { body } = await get(`/v1/services?cursor=${cursor}`).expect(400);
      expect(body.error.message).toBe(
        `The cursor '${cursor}' is not one that this list has given`,
      );
    }
  });
});
