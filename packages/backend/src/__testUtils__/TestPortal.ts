import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { permissionsRegistryServiceFactory } from '@backstage/backend-defaults/permissionsRegistry';
import { urlReaderServiceFactory } from '@backstage/backend-defaults/urlReader';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import authPlugin from '@backstage/plugin-auth-backend';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import templates from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import permissionPlugin from '@backstage/plugin-permission-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
import { createTestDatabase } from '@causeway/backend-common/testUtils';
import catalogOwnership from '@causeway/plugin-catalog-backend-module-ownership';
import featureFlags from '@causeway/plugin-feature-flags-backend';
import roles from '@causeway/plugin-permission-backend-module-roles';
import scorecards from '@causeway/plugin-scorecard-backend';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import request from 'supertest';
import { parse } from 'yaml';
import { httpRouter } from '../http/httpRouter';
import { signInByHeader } from './signInByHeader';

/** Reads the catalog before anybody can sign in. */
const operatorToken = 'operator-of-the-test';

type Features = Parameters<typeof startTestBackend>[0]['features'];

/** A portal over HTTP, with the table of roles and the rules of the catalog that it comes with. */
export class TestPortal {
  readonly server: Parameters<typeof request>[0];
  readonly #tokens = new Map<string, string>();

  private constructor(server: Parameters<typeof request>[0]) {
    this.server = server;
  }

  /** Starts it, and waits until the catalog knows who is in which group and who owns what. */
  static async start(options: {
    entities: Entity[];
    externalAccess?: JsonObject[];
    readableHosts?: string[];
    features?: Features;
  }): Promise<TestPortal> {
    const { entities, externalAccess = [], readableHosts = [] } = options;
    const knex = await createTestDatabase();
    const { database, host, password, port, user } =
      knex.client.config.connection;
    const base = parse(
      await readFile(join(__dirname, '../../../../app-config.yaml'), 'utf8'),
    );
    const { server } = await startTestBackend({
      features: [
        authServiceFactory,
        databaseServiceFactory,
        httpAuthServiceFactory,
        permissionsServiceFactory,
        permissionsRegistryServiceFactory,
        urlReaderServiceFactory,
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
                  ...externalAccess,
                ],
              },
              reading: {
                allow: readableHosts.map(readable => ({ host: readable })),
              },
            },
            auth: { providers: { 'stand-in': {} } },
            catalog: { rules: base.catalog.rules },
            scorecard: {
              shipped: false,
              pushedFacts: ['ci:default/coverage'],
            },
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
        scorecards,
        createProvider(entities),
        signInByHeader,
        ...(options.features ?? []),
      ],
    });
    const portal = new TestPortal(server);
    await portal.waitFor(
      `${entities.length} entities with relations`,
      async () => {
        const { body } = await request(server)
          .get('/api/catalog/entities')
          .set('authorization', `Bearer ${operatorToken}`);
        const found: Entity[] = Array.isArray(body) ? body : [];
        return (
          found.filter(({ relations }) => relations?.length).length ===
          entities.length
        );
      },
    );
    return portal;
  }

  async signIn(name: string): Promise<void> {
    const { body } = await request(this.server)
      .get('/api/auth/stand-in/refresh')
      .set('x-user', name)
      .expect(200);
    this.#tokens.set(name, `Bearer ${body.backstageIdentity.token}`);
  }

  /** The header of who has signed in. */
  bearer(name: string): string {
    const token = this.#tokens.get(name);
    if (token === undefined) {
      throw new Error(`'${name}' has not signed in`);
    }
    return token;
  }

  as(
    name: string,
    method: 'delete' | 'get' | 'patch' | 'post' | 'put',
    path: string,
    body?: object,
  ) {
    const call = request(this.server)
      [method](path)
      .set('authorization', this.bearer(name));
    return body === undefined ? call : call.send(body);
  }

  async waitFor(what: string, isThere: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await isThere())) {
      if (Date.now() > deadline) {
        throw new Error(`No ${what} within 60 s`);
      }
      await setTimeout(100);
    }
  }
}

/** Puts the entities into the catalog as an integration does. */
function createProvider(entities: Entity[]) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'of-the-test',
    register(env) {
      env.registerInit({
        deps: { catalog: catalogProcessingExtensionPoint },
        async init({ catalog }) {
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
}
