import { TestDatabases } from '@backstage/backend-test-utils';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';

const databases = TestDatabases.create({
  ids: ['POSTGRES_18'],
  disableDocker: true,
});
// Skipped unless BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING names a server.
const describeWithDatabase = databases.supports('POSTGRES_18')
  ? describe
  : describe.skip;

const basics = `
id: basics
title: Basics
filter: { kind: Component }
levels: [bronze, silver]
rules:
  - { id: has-owner, level: bronze, weight: 3, path: $.spec.owner, operator: isNotEmpty }
  - { id: has-description, level: silver, path: $.metadata.description, operator: greaterThan, value: 10 }
  - { id: is-website, filter: { spec.type: website }, path: $.metadata.links, operator: isNotEmpty }
`;

const team = 'group:default/team';

describeWithDatabase('FullRun (needs a test database)', () => {
  const create = async (
    options: Omit<Parameters<typeof TestEngine.create>[0], 'db'>,
  ) =>
    TestEngine.create({ ...options, db: await databases.init('POSTGRES_18') });

  it('stores results with findings, and history only of what changes', async () => {
    const catalog = new CatalogStub([
      component('cart', {
        owner: team,
        system: 'system:default/shop',
        tags: ['go'],
        title: 'Cart',
      }),
      component('orphan'),
      { ...component('team'), kind: 'Group' },
    ]);
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });

    expect(await engine.run()).toEqual({
      entities: 3,
      written: 2,
      evaluations: 6,
      removed: 0,
      faults: [],
    });
    expect(await engine.readResults()).toEqual([
      expect.objectContaining({
        entity_ref: 'component:default/cart',
        states: 'pfn',
        score: 0.75,
        level: 1,
        owner_ref: team,
        system_ref: 'system:default/shop',
        kind: 'component',
        tags: ['go'],
        findings: {
          'has-description': {
            state: 'fail',
            reason: 'missing',
            message:
              '$.metadata.description is missing; asked is that it is greater than 10.',
          },
        },
      }),
      expect.objectContaining({
        entity_ref: 'component:default/orphan',
        states: 'ffn',
        score: 0,
        level: 0,
      }),
    ]);
    expect(await engine.db('transitions')).toEqual([]);

    catalog.put(component('cart', { owner: team, description: 'Keeps carts' }));
    await engine.run();

    expect(
      await engine
        .db('transitions')
        .select('rule_id', 'from_state', 'to_state', 'cause'),
    ).toEqual([
      {
        rule_id: 'has-description',
        from_state: 'f',
        to_state: 'p',
        cause: 'entity',
      },
    ]);
    expect(
      await engine
        .db('daily_rollups')
        .select('owner_ref', 'system_ref', 'level', 'entities', 'score_sum')
        .orderBy('owner_ref'),
    ).toEqual([
      { owner_ref: '', system_ref: '', level: 0, entities: 1, score_sum: 0 },
      { owner_ref: team, system_ref: '', level: 2, entities: 1, score_sum: 1 },
    ]);
  });
});
