import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { permissionsRegistryServiceFactory } from '@backstage/backend-defaults/permissionsRegistry';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import authPlugin from '@backstage/plugin-auth-backend';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import templates from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import permissionPlugin from '@backstage/plugin-permission-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import catalogOwnership from '@causeway/plugin-catalog-backend-module-ownership';
import featureFlags from '@causeway/plugin-feature-flags-backend';
import roles from '@causeway/plugin-permission-backend-module-roles';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import request from 'supertest';
import { parse } from 'yaml';
import { httpRouter } from './http/httpRouter';

jest.setTimeout(120_000);

const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});

// Skipped unless BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING names a server.
const describeWithDatabase = databases.supports('POSTGRES_18')
  ? describe
  : describe.skip;

/** `own`: for what the caller owns, and for nothing else. */
type Expected = 'yes' | 'own' | 'no';

/** What a permission is asked about; `none` where it knows of no resource. */
type About = 'entity' | 'task' | 'production' | 'staging' | 'none';

// [permission, asked about, everybody, platform engineers, super users]
const matrix: [string, About, Expected, Expected, Expected][] = [
  ['catalog.entity.read', 'entity', 'yes', 'yes', 'yes'],
  ['catalog.entity.create', 'none', 'yes', 'yes', 'yes'],
  ['catalog.entity.validate', 'none', 'yes', 'yes', 'yes'],
  ['catalog.entity.refresh', 'entity', 'own', 'yes', 'yes'],
  ['catalog.entity.delete', 'entity', 'own', 'yes', 'yes'],
  ['catalog.location.read', 'none', 'yes', 'yes', 'yes'],
  ['catalog.location.analyze', 'none', 'yes', 'yes', 'yes'],
  ['catalog.location.create', 'none', 'yes', 'yes', 'yes'],
  ['catalog.location.delete', 'none', 'yes', 'yes', 'yes'],
  ['catalog.ingestion.read', 'none', 'no', 'yes', 'yes'],
  ['catalog.ingestion.manage', 'none', 'no', 'yes', 'yes'],
  ['catalog.entities.unprocessed.read', 'none', 'no', 'yes', 'yes'],
  ['catalog.entities.unprocessed.delete', 'none', 'no', 'yes', 'yes'],
  ['scaffolder.task.create', 'none', 'yes', 'yes', 'yes'],
  ['scaffolder.task.read', 'task', 'own', 'yes', 'yes'],
  ['scaffolder.task.cancel', 'task', 'own', 'yes', 'yes'],
  ['scaffolder.template.dry-run', 'none', 'no', 'yes', 'yes'],
  ['scaffolder.template.management', 'none', 'no', 'yes', 'yes'],
  ['kubernetes.clusters.read', 'none', 'yes', 'yes', 'yes'],
  ['kubernetes.resources.read', 'none', 'yes', 'yes', 'yes'],
  ['kubernetes.proxy', 'none', 'yes', 'yes', 'yes'],
  ['kubernetes.pods.read', 'entity', 'own', 'yes', 'yes'],
  ['kubernetes.proxy.unrestricted', 'none', 'no', 'yes', 'yes'],
  ['feature-flags.flag.read', 'production', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.create', 'production', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.toggle', 'staging', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.toggle', 'production', 'own', 'own', 'yes'],
  ['feature-flags.flag.update', 'staging', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.update', 'production', 'own', 'own', 'yes'],
  ['feature-flags.flag.delete', 'production', 'own', 'own', 'yes'],
  ['feature-flags.key.manage', 'staging', 'yes', 'yes', 'yes'],
  ['feature-flags.key.manage', 'production', 'own', 'own', 'yes'],
  ['goldenPaths.owner.any', 'none', 'no', 'yes', 'yes'],
  ['goldenPaths.usage.read', 'entity', 'own', 'yes', 'yes'],
  ['devtools.administer', 'none', 'no', 'yes', 'yes'],
  ['devtools.info', 'none', 'no', 'yes', 'yes'],
  ['devtools.scheduler.read', 'none', 'no', 'yes', 'yes'],
  ['devtools.scheduler.trigger', 'none', 'no', 'yes', 'yes'],
  ['devtools.config', 'none', 'no', 'yes', 'yes'],
  ['devtools.external-dependencies', 'none', 'no', 'yes', 'yes'],
];

/** Reads the catalog before anybody can sign in. */
const operatorToken = 'operator-of-the-test';

const people = {
  // An engineer, a platform engineer by a group above his own, and who may do everything.
  everybody: { name: 'ada', team: 'payments-team' },
  platform: { name: 'pat', team: 'runtime-team' },
  superUser: { name: 'root', team: 'audit-team' },
} as const;
const stranger = { name: 'noor', team: 'orders-team' };
const everyone = [...Object.values(people), stranger];

const entities: Entity[] = [
  group('platform-team', { children: ['runtime-team'] }),
  ...everyone.flatMap(({ name, team }) => [
    group(team, {
      ...(team === 'runtime-team' && { parent: 'platform-team' }),
    }),
    entity('User', name, { memberOf: [team] }),
    entity('Component', `${team}-service`, {
      type: 'service',
      lifecycle: 'production',
      owner: team,
    }),
  ]),
  template('say-hello', [
    { id: 'log', action: 'debug:log', input: { message: 'Hello' } },
  ]),
  template('leak', [
    {
      id: 'log',
      action: 'debug:log',
      input: { message: 'The token is ${{ secrets.token }}.' },
    },
    {
      id: 'fail',
      action: 'fetch:plain',
      input: { url: 'https://${{ secrets.token }}.invalid/all' },
    },
  ]),
];

/** Tokens of the catalog for other plugins, by their id. */
const issued = new Map<string, string>();

const catalogOfTheTest = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'of-the-test',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
      },
      async init({ auth, catalog }) {
        for (const targetPluginId of ['catalog', 'scaffolder']) {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: await auth.getOwnServiceCredentials(),
            targetPluginId,
          });
          issued.set(targetPluginId, token);
        }
        catalog.addEntityProvider({
          getProviderName: () => 'of-the-test',
          connect: connection =>
            connection.applyMutation({
              type: 'full',
              entities: entities.map(each => ({
                entity: each,
                locationKey: 'of-the-test',
              })),
            }),
        });
      },
    });
  },
});

/** Signs in as the user that a header names, with a token like that of any other provider. */
const signInByHeader = createBackendModule({
  pluginId: 'auth',
  moduleId: 'stand-in',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'stand-in',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => undefined,
              authenticate: async ({ req }) => ({
                result: { name: req.header('x-user') ?? '' },
              }),
            }),
            signInResolver: ({ result: { name } }, context) =>
              context.signInWithCatalogUser({ entityRef: { name } }),
          }),
        });
      },
    });
  },
});

describeWithDatabase('the table of roles (needs a test database)', () => {
  let server: Awaited<ReturnType<typeof startPortal>>;
  const tokens = new Map<string, string>();
  const tasks = new Map<string, string>();

  beforeAll(async () => {
    server = await startPortal();
    for (const { name, team } of everyone) {
      tokens.set(name, await signIn(name));
      tasks.set(team, await startTask(name));
      await createFlag(name, team);
    }
  });

  const bearer = (name: string) => `Bearer ${tokens.get(name)}`;

  async function signIn(name: string): Promise<string> {
    const { body } = await request(server)
      .get('/api/auth/stand-in/refresh')
      .set('x-user', name)
      .expect(200);
    return body.backstageIdentity.token;
  }

  async function startTask(name: string): Promise<string> {
    const { body } = await request(server)
      .post('/api/scaffolder/v2/tasks')
      .set('authorization', bearer(name))
      .send({ templateRef: 'template:default/say-hello', values: {} })
      .expect(201);
    return body.id;
  }

  async function createFlag(name: string, team: string): Promise<void> {
    await request(server)
      .post('/api/feature-flags/v1/flag-sets')
      .set('authorization', bearer(name))
      .send({
        name: team,
        entityRef: `component:default/${team}-service`,
      })
      .expect(201);
  }

  async function isAllowed(
    name: string,
    permissionName: string,
    about: About,
    team: string,
  ): Promise<boolean> {
    const resources = {
      none: {},
      entity: {
        resourceType: 'catalog-entity',
        resourceRef: `component:default/${team}-service`,
      },
      task: {
        resourceType: 'scaffolder-task',
        resourceRef: tasks.get(team),
      },
      production: {
        resourceType: 'feature-flag',
        resourceRef: `${team}@production`,
      },
      staging: {
        resourceType: 'feature-flag',
        resourceRef: `${team}@staging`,
      },
    };
    const { resourceRef, resourceType } = {
      resourceRef: undefined,
      resourceType: undefined,
      ...resources[about],
    };
    const { body } = await request(server)
      .post('/api/permission/authorize')
      .set('authorization', bearer(name))
      .send({
        items: [
          {
            id: 'asked',
            resourceRef,
            permission: {
              type: resourceType ? 'resource' : 'basic',
              name: permissionName,
              attributes: {},
              resourceType,
            },
          },
        ],
      })
      .expect(200);
    return body.items[0].result === 'ALLOW';
  }

  it.each(matrix)(
    'decides on %s of %s: everybody %s, platform engineers %s, super users %s',
    async (permission, about, ...expected) => {
      const found = await Promise.all(
        Object.values(people).map(async ({ name, team }) => {
          const own = await isAllowed(name, permission, about, team);
          const foreign = await isAllowed(
            name,
            permission,
            about,
            stranger.team,
          );
          return { own, foreign };
        }),
      );
      expect(found).toEqual(
        expected.map(each => ({
          own: each !== 'no',
          foreign: each === 'yes',
        })),
      );
    },
  );

  describe('a registered location', () => {
    const register = async (target: string) => {
      const { body } = await request(server)
        .post('/api/catalog/locations')
        .set('authorization', bearer('ada'))
        .send({ type: 'url', target })
        .expect(201);
      return `/api/catalog/locations/${body.location.id}`;
    };
    const as = (name: string, method: 'delete' | 'put', path: string) =>
      request(server)
        [method](path)
        .set('authorization', bearer(name))
        .send(
          method === 'put' ? { type: 'url', target: originOf('evil') } : {},
        );

    it('is unregistered and changed by the owners of what it brought only', async () => {
      const target = originOf('payments-team-service');
      const path = await register(target);
      for (const method of ['delete', 'put'] as const) {
        const { body } = await as('noor', method, path).expect(403);
        expect(body.error.message).toBe(
          `The location '${target}' brings 1 entity, of which you do not own 1`,
        );
      }
      await as('ada', 'delete', path).expect(204);
    });

    it('that brought nothing is left to platform engineers', async () => {
      const path = await register(originOf('empty'));
      const refused = await as('ada', 'delete', path);
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toContain('nobody owns it');
      await as('pat', 'delete', path).expect(204);
    });

    it('is not there with an id of another form', async () => {
      const path = '/api/catalog/locations/probe';
      const { body } = await as('ada', 'delete', path).expect(404);
      expect(body.error.message).toBe("No location with the id 'probe'");
    });
  });

  it.each<[string, () => string, number]>([
    ['none', () => '', 401],
    ['one that is no token', () => 'Bearer x.y.z', 401],
    [
      'one of another audience',
      () => `Bearer ${issued.get('scaffolder')}`,
      401,
    ],
    [
      'one of another portal',
      () => {
        const { privateKey } = generateKeyPairSync('ec', {
          namedCurve: 'prime256v1',
        });
        const header = { alg: 'ES256', typ: 'vnd.backstage.user', kid: 'x' };
        const claims = { sub: 'user:default/root', exp: 4e9 };
        const text = `${encode(header)}.${encode(claims)}`;
        const signature = sign('sha256', Buffer.from(text), {
          key: privateKey,
          dsaEncoding: 'ieee-p1363',
        });
        return `Bearer ${text}.${signature.toString('base64url')}`;
      },
      401,
    ],
    [
      'one with another user in it',
      () => {
        const [header, , signature] = String(tokens.get('ada')).split('.');
        const payload = encode({ sub: 'user:default/root', exp: 4e9 });
        return `Bearer ${header}.${payload}.${signature}`;
      },
      401,
    ],
    [
      'one without a signature',
      () => {
        const header = encode({ alg: 'none', typ: 'vnd.backstage.user' });
        const payload = encode({ sub: 'user:default/root', exp: 4e9 });
        return `Bearer ${header}.${payload}.`;
      },
      401,
    ],
    ['one of this audience', () => `Bearer ${issued.get('catalog')}`, 200],
    ['a valid one', () => bearer('ada'), 200],
  ])('answers a request with a token, %s', async (_, token, status) => {
    const answer = await request(server)
      .get('/api/catalog/entities')
      .set('authorization', token());
    expect(answer.status).toBe(status);
  });

  it('masks the secrets of a task in what the task says and stores', async () => {
    const secret = 'planted-secret-of-a-task';
    const { body: task } = await request(server)
      .post('/api/scaffolder/v2/tasks')
      .set('authorization', bearer('ada'))
      .send({
        templateRef: 'template:default/leak',
        values: {},
        secrets: { token: secret },
      })
      .expect(201);
    const read = async (path: string) =>
      (
        await request(server)
          .get(`/api/scaffolder/v2/tasks/${task.id}${path}`)
          .set('authorization', bearer('ada'))
          .expect(200)
      ).text;
    const deadline = Date.now() + 60_000;
    while (!(await read('/events')).includes('"completion"')) {
      if (Date.now() > deadline) {
        throw new Error('The task has not ended within 60 s');
      }
      await setTimeout(100);
    }
    const events = await read('/events');
    expect(events).toContain('info\\u001b[39m: ***"');
    expect(events).toContain("Reading from '***' is not allowed");
    expect(events).toContain('"status":"failed"');
    expect(`${events}${await read('')}`).not.toContain(secret);
  });

  it('has a row here for every permission that a plugin declares', async () => {
    const declared = await Promise.all(
      ['catalog', 'scaffolder', 'feature-flags'].map(async plugin => {
        const { body } = await request(server)
          .get(`/api/${plugin}/.well-known/backstage/permissions/metadata`)
          .set('authorization', bearer('root'))
          .expect(200);
        return body.permissions.map(({ name }: { name: string }) => name);
      }),
    );
    const covered = new Set(matrix.map(([name]) => name));
    expect(declared.flat().filter(name => !covered.has(name))).toEqual([
      // Asked about parts of templates and about actions; allowed to everybody.
      'scaffolder.template.parameter.read',
      'scaffolder.template.step.read',
      'scaffolder.action.execute',
    ]);
  });
});

async function startPortal() {
  const knex = await databases.init('POSTGRES_18');
  const { database, host, password, port, user } =
    knex.client.config.connection;
  const base = parse(
    await readFile(join(__dirname, '../../../app-config.yaml'), 'utf8'),
  );
  const { server } = await startTestBackend({
    features: [
      authServiceFactory,
      databaseServiceFactory,
      httpAuthServiceFactory,
      permissionsServiceFactory,
      permissionsRegistryServiceFactory,
      userInfoServiceFactory,
      httpRouter,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: {
            baseUrl: 'http://localhost:7007',
            database: {
              client: 'pg',
              connection: { database, host, password, port, user },
              pluginDivisionMode: 'schema',
            },
            auth: {
              externalAccess: [
                {
                  type: 'static',
                  options: { token: operatorToken, subject: 'test' },
                },
              ],
            },
          },
          auth: { providers: { 'stand-in': {} } },
          catalog: { rules: [{ allow: ['Template', 'Component'] }] },
          permission: {
            ...base.permission,
            rbac: {
              ...base.permission.rbac,
              admin: {
                users: [{ name: 'group:default/platform-team' }],
                superUsers: [{ name: 'user:default/root' }],
              },
            },
          },
        },
      }),
      authPlugin,
      catalogPlugin,
      templates,
      permissionPlugin,
      scaffolderPlugin,
      catalogOwnership,
      featureFlags,
      roles,
      catalogOfTheTest,
      signInByHeader,
    ],
  });
  await waitForEntities(server);
  return server;
}

/** Waits until the catalog knows who is in which group and who owns what. */
async function waitForEntities(
  server: Parameters<typeof request>[0],
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { body } = await request(server)
      .get('/api/catalog/entities')
      .set('authorization', `Bearer ${operatorToken}`);
    const found: Entity[] = Array.isArray(body) ? body : [];
    const related = found.filter(({ relations }) => relations?.length);
    if (related.length === entities.length) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `After 60 s the catalog has related ${related.length} of ${entities.length} entities`,
      );
    }
    await setTimeout(100);
  }
}

function entity(kind: string, name: string, spec: JsonObject): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': `url:${originOf(name)}`,
        'backstage.io/managed-by-origin-location': `url:${originOf(name)}`,
      },
    },
    spec,
  };
}

function template(name: string, steps: JsonObject[]): Entity {
  return {
    ...entity('Template', name, {
      type: 'service',
      owner: 'platform-team',
      steps,
    }),
    apiVersion: 'scaffolder.backstage.io/v1beta3',
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The file that a team's component comes from. */
function originOf(name: string): string {
  return `https://example.com/${name.replace(/-service$/, '-file')}.yaml`;
}

function group(name: string, spec: JsonObject = {}): Entity {
  return entity('Group', name, { type: 'team', children: [], ...spec });
}
