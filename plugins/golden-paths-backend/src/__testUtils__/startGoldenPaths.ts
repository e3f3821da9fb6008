import {
  createServiceFactory,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogServiceRef,
  type CatalogServiceRequestOptions,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  scaffolderServiceRef,
  type ScaffolderService,
} from '@backstage/plugin-scaffolder-node';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import { migratePluginDatabase } from '@causeway/backend-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { goldenPathsPlugin } from '../plugin';
import { DatabaseRunStore } from '../runs/DatabaseRunStore';
import { CatalogReader } from '../services/CatalogReader';
import { DatabaseServiceStore } from '../services/DatabaseServiceStore';

export function template(name: string, version?: string): Entity {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name,
      namespace: 'default',
      title: `${name} title`,
      ...(version && {
        annotations: { 'causeway.io/template-version': version },
      }),
    },
    spec: {
      type: 'service',
      steps: [
        {
          id: 'render',
          action: 'golden-path:fetch',
          input: { values: { name: '${{ parameters.name }}' } },
        },
        { id: 'publish', action: 'publish:gitea', input: {} },
      ],
      output: { links: "${{ steps['publish'].output.links }}" },
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/platform-team' }],
  };
}

export function service(
  name: string,
  from: { template: string; version?: string; owner?: string },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'backstage.io/source-template': from.template,
        ...(from.version && { 'causeway.io/template-version': from.version }),
      },
    },
    spec: { type: 'service' },
    relations: [
      {
        type: 'ownedBy',
        targetRef: from.owner ?? 'group:default/payments-team',
      },
    ],
  };
}

export interface StartOptions {
  knex: Knex;
  entities?: Entity[];
  /** What users see of them. */
  visible?: (entity: Entity) => boolean;
  permissions?: Partial<PermissionsService>;
  scaffolder?: Partial<ScaffolderService>;
  config?: object;
}

/** The plugin over HTTP, on a database of its own that knows the catalog already. */
export async function startGoldenPaths(options: StartOptions) {
  const { knex, entities = [], visible = () => true } = options;
  const streamed: string[] = [];
  const isUser = (by: object | undefined) => {
    const { credentials } = by as CatalogServiceRequestOptions;
    return JSON.stringify(credentials.principal).includes('userEntityRef');
  };
  const forCaller = (by: object | undefined) =>
    catalogServiceMock({
      entities: isUser(by) ? entities.filter(visible) : entities,
    });
  const catalog = catalogServiceMock.mock({
    getEntitiesByRefs: (query, by) => forCaller(by).getEntitiesByRefs(query),
    getEntityByRef: (ref, by) => forCaller(by).getEntityByRef(ref),
    async *streamEntities(query, by) {
      for await (const page of forCaller(by).streamEntities(query)) {
        if (isUser(by)) {
          streamed.push(...page.map(({ metadata }) => metadata.name));
        }
        yield page;
      }
    },
  });

  await migratePluginDatabase({
    database: mockServices.database({ knex }),
    packageName: '@causeway/plugin-golden-paths-backend',
  });
  const store = new DatabaseServiceStore({ db: knex });
  const reader = new CatalogReader({
    auth: mockServices.auth(),
    catalog,
    store,
  });
  await reader.readAll();

  const { server } = await startTestBackend({
    features: [
      goldenPathsPlugin,
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({ data: options.config ?? {} }),
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => catalog,
      }),
      createServiceFactory({
        service: scaffolderServiceRef,
        deps: {},
        factory: () =>
          scaffolderServiceMock.mock({
            listTasks: async () => ({ items: [], totalItems: 0 }),
            ...options.scaffolder,
          }),
      }),
      ...(options.permissions
        ? [mockServices.permissions.mock(options.permissions).factory]
        : []),
    ],
  });
  return {
    /** The catalog, to be changed. */
    entities,
    reader,
    /** Names of what the catalog was asked for on behalf of users. */
    streamed,
    runs: new DatabaseRunStore({ db: knex }),
    get: (
      path: string,
      authorization: string = mockCredentials.user.header(),
    ) =>
      request(server)
        .get(`/api/golden-paths${path}`)
        .set('Authorization', authorization),
    post: (path: string, body: object) =>
      request(server)
        .post(`/api/golden-paths${path}`)
        .set('Authorization', mockCredentials.user.header())
        .send(body),
  };
}
