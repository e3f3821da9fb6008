import { mockServices } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { PgSearchEngine } from '@backstage/plugin-search-backend-module-pg';
import { IndexableDocument } from '@backstage/plugin-search-common';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toOwnershipDocument } from './toOwnershipDocument';

const subjects = [
  'payment',
  'order',
  'cart',
  'inventory',
  'shipping',
  'identity',
  'loyalty',
  'promotion',
  'returns',
  'notification',
  'pricing',
  'search',
];

const entities = subjects.flatMap((subject, index) => [
  entity('Component', `${subject}-service`, {
    title: `${capitalize(subject)} Service`,
    description: `Calls the ${subjects[(index + 1) % subjects.length]}-service`,
    onCall: `P${subject.toUpperCase()}`,
    owner: `${subject}-team`,
  }),
  entity('API', `${subject}-api`, {
    description: `What the ${subject}-service offers`,
    owner: `${subject}-team`,
  }),
  entity('Resource', `postgres-${subject}-db`, {
    description: `Where the ${subject}-service keeps its data`,
    owner: `${subject}-team`,
  }),
  entity('System', `${subject}-system`, {
    description: `The ${subject}-service and what it needs`,
    owner: `${subject}-team`,
  }),
  entity('Group', `${subject}-team`, {
    description: `Runs the ${subject}-service`,
  }),
]);

// Long pages name a service far more often than its entity does: once in 25 words, 40 times.
const pages = subjects.flatMap(subject =>
  ['Architecture', 'Scaling', 'Incident response'].map(title => ({
    title,
    text: Array.from(
      { length: 40 },
      (_, line) => `The ${subject}-service ${words(line * 23, 23)}.`,
    ).join('\n'),
    location: `/docs/default/component/${subject}-service/${title}`,
  })),
);

describeWithDatabase('pg search', () => {
  async function search(options: { normalization: number | string }) {
    const knex = await createTestDatabase();
    const engine = await PgSearchEngine.fromConfig(
      mockServices.rootConfig({
        data: { search: { pg: { normalization: options.normalization } } },
      }),
      {
        database: mockServices.database({ knex }),
        logger: mockServices.logger.mock(),
      },
    );
    const documents = entities.map(each => ({
      ...toOwnershipDocument(each),
      location: locationOf(each),
    }));
    await indexDocuments(engine, 'software-catalog', documents);
    await indexDocuments(engine, 'techdocs', pages);
    return async (term: string) => {
      const { results } = await engine.query({ term });
      return results.map(({ document }) => document.location);
    };
  }

  it('ranks an entity first when its name is typed', async () => {
    const find = await search({ normalization: 8 });

    const firsts = await Promise.all(
      entities.map(async each => (await find(each.metadata.name)).at(0)),
    );

    expect(entities).toHaveLength(60);
    expect(firsts).toEqual(entities.map(locationOf));
  });

  it('would rank long pages first without the normalization of the README', async () => {
    const find = await search({ normalization: 0 });

    expect((await find('payment-service')).at(0)).toMatch(/^\/docs\//);
  });

  it.each([
    ['its title', 'Payment Service'],
    ['the start of its title', 'payment serv'],
    ['the start of its name', 'payment-serv'],
    ['its id in the on-call product', 'PPAYMENT'],
  ])('finds a component first by %s', async (_, term) => {
    const find = await search({ normalization: 8 });

    expect((await find(term)).at(0)).toBe(
      '/catalog/default/component/payment-service',
    );
  });

  it('finds what a team owns by the name of the team', async () => {
    const find = await search({ normalization: 8 });

    const [first, ...others] = await find('payment-team');

    expect(first).toBe('/catalog/default/group/payment-team');
    expect(others.sort()).toEqual([
      '/catalog/default/api/payment-api',
      '/catalog/default/component/payment-service',
      '/catalog/default/resource/postgres-payment-db',
      '/catalog/default/system/payment-system',
    ]);
  });
});

async function indexDocuments(
  engine: PgSearchEngine,
  type: string,
  documents: IndexableDocument[],
): Promise<void> {
  await pipeline(Readable.from(documents), await engine.getIndexer(type));
}

function entity(
  kind: string,
  name: string,
  options: {
    description: string;
    title?: string;
    onCall?: string;
    owner?: string;
  },
): Entity {
  const { description, title, onCall, owner } = options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      description,
      ...(title ? { title } : {}),
      ...(onCall
        ? { annotations: { 'pagerduty.com/service-id': onCall } }
        : {}),
    },
    spec: owner ? { owner } : {},
  };
}

function locationOf(each: Entity): string {
  const [kind, path] = stringifyEntityRef(each).split(':');
  const [namespace, name] = path.split('/');
  return `/catalog/${namespace}/${kind}/${name}`;
}

// Words of a vocabulary of 500, about what a page of this length has.
function words(start: number, count: number): string {
  return Array.from(
    { length: count },
    (_, position) => `word${((start + position) * 7) % 500}`,
  ).join(' ');
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
