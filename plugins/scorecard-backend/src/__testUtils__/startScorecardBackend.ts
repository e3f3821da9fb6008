import {
  createServiceFactory,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogServiceRef,
  type CatalogService,
  type CatalogServiceRequestOptions,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createTestDatabase } from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { migrateDatabase } from '../database/migrateDatabase';
import { createEngine } from '../engine/createEngine';
import { scorecardPlugin } from '../plugin';
import { component } from './entities';

export const payments = 'group:default/payments-team';
export const storefront = 'group:default/storefront-team';
export const commerce = 'group:default/commerce';

/** Harborline in short: two teams of one group, a system within a domain, and three services. */
export const harborline: Entity[] = [
  group('commerce'),
  group('payments-team', commerce),
  group('storefront-team', commerce),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: 'checkout', namespace: 'default' },
    spec: {},
    relations: [{ type: 'partOf', targetRef: 'domain:default/shop' }],
  },
  component('payment-service', {
    owner: payments,
    system: 'system:default/checkout',
    description: 'Takes the money',
    tags: ['java'],
    title: '=Payments',
  }),
  component('ledger', { owner: payments, tags: ['java', 'batch'] }),
  component('storefront-web', { owner: storefront, description: 'The shop' }),
];

/** Four rules of which some fail, and one that reads a pushed fact. */
export const rules = `
id: basics
title: Basics <&>
filter: { kind: Component }
levels:
  - { id: bronze, title: Bronze }
  - { id: silver, title: Silver }
rules:
  - id: has-owner
    path: $.spec.owner
    operator: isNotEmpty
    level: bronze
  - id: has-description
    path: $.metadata.description
    operator: greaterThan
    value: 3
    level: silver
    weight: 2
  - id: in-system
    filter: { metadata.tags: java }
    operator: isNotEmpty
    path: $.relations[?@.type=='partOf']
  - id: is-covered
    factRef: ci:default/coverage
    path: $.percent
    operator: greaterThan
    value: 80
    enableOn: 2099-01-01
`;

export interface StartOptions {
  knex: Knex;
  /** A rule file. */
  text?: string;
  entities?: Entity[];
  /** What users see of them. */
  visible?: (entity: Entity) => boolean;
  permissions?: Partial<PermissionsService>;
  config?: object;
  /** Further services. */
  features?: NonNullable<Parameters<typeof startTestBackend>[0]['features']>;
}

/** Starts one with what a test changes, on a database of its own. */
export async function startOnNewDatabase(
  options: Partial<StartOptions> = {},
): ReturnType<typeof startScorecardBackend> {
  return startScorecardBackend({
    knex: await createTestDatabase(),
    ...options,
  });
}

/** The plugin over HTTP, on a database of its own in which the catalog is evaluated already. */
export async function startScorecardBackend(options: StartOptions) {
  const { knex, text = rules } = options;
  const entities = [...(options.entities ?? harborline)];
  const file = join(await mkdtemp(join(tmpdir(), 'scorecard-')), 'basics.yaml');
  await writeFile(file, text);
  const config = {
    scorecard: {
      files: [file],
      shipped: false,
      pushedFacts: ['ci:default/coverage'],
      ...options.config,
    },
  };
  await migrateDatabase({ database: mockServices.database({ knex }) });
  const engine = createEngine({
    auth: mockServices.auth(),
    catalog: forCaller(entities),
    collectors: new Map(),
    config: mockServices.rootConfig({ data: config }),
    db: knex,
    logger: mockServices.logger.mock(),
    urlReader: mockServices.urlReader.mock(),
  });
  const evaluate = async () => {
    await engine.sync.sync();
    await engine.fullRun.run();
  };
  await evaluate();

  const backend = await startTestBackend({
    features: [
      ...(options.features ?? []),
      scorecardPlugin,
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({ data: config }),
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => forCaller(entities, options.visible),
      }),
      ...(options.permissions
        ? [mockServices.permissions.mock(options.permissions).factory]
        : []),
    ],
  });
  return {
    backend,
    call: createClient(backend),
    engine,
    /** The catalog, to be changed. */
    entities,
    evaluate,
    file,
  };
}

/** A catalog that shows users a part of what services see. */
function forCaller(
  entities: Entity[],
  visible: (entity: Entity) => boolean = () => true,
): CatalogService {
  const pick = ({ credentials }: CatalogServiceRequestOptions) =>
    catalogServiceMock({
      entities: JSON.stringify(credentials.principal).includes('userEntityRef')
        ? entities.filter(visible)
        : entities,
    });
  return catalogServiceMock.mock({
    getEntities: (query, by) => pick(toOptions(by)).getEntities(query),
    getEntitiesByRefs: (query, by) =>
      pick(toOptions(by)).getEntitiesByRefs(query),
    getEntityByRef: (ref, by) => pick(toOptions(by)).getEntityByRef(ref),
    queryEntities: (query, by) => pick(toOptions(by)).queryEntities(query),
    streamEntities: (query, by) => pick(toOptions(by)).streamEntities(query),
  });
}

function toOptions(by: object | undefined): CatalogServiceRequestOptions {
  if (!by || !('credentials' in by)) {
    throw new Error('The catalog is asked without credentials');
  }
  return by as CatalogServiceRequestOptions;
}

type Method = 'get' | 'post' | 'put';

/** Asks as a person, unless told otherwise. */
function createClient({ server }: TestBackend) {
  return (
    method: Method,
    path: string,
    options: { body?: object; authorization?: string } = {},
  ) => {
    const { body, authorization = mockCredentials.user.header() } = options;
    const call = request(server)
      [method](`/api/scorecard${path}`)
      .set('Authorization', authorization);
    return body === undefined ? call : call.send(body);
  };
}

function group(name: string, parent?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
    relations: parent ? [{ type: 'childOf', targetRef: parent }] : [],
  };
}
