import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';

jest.setTimeout(60_000);

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

describeWithDatabase('FullRun', () => {
  const create = async (
    options: Omit<Parameters<typeof TestEngine.create>[0], 'db'>,
  ) => TestEngine.create({ ...options, db: await createTestDatabase() });

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
        .join('rollup_groups', 'rollup_groups.id', 'group_id')
        .select('owner_ref', 'system_ref', 'level', 'entities', 'score_sum')
        .orderBy('owner_ref'),
    ).toEqual([
      { owner_ref: '', system_ref: '', level: 0, entities: 1, score_sum: 0 },
      { owner_ref: team, system_ref: '', level: 2, entities: 1, score_sum: 1 },
    ]);
  });

  it('writes nothing when nothing changed, in few statements', async () => {
    const catalog = new CatalogStub(
      Array.from({ length: 4000 }, (_, index) =>
        component(`service-${index}`, {
          owner: `group:default/team-${index % 7}`,
          system: `system:default/system-${index % 11}`,
        }),
      ),
    );
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });
    await engine.sync();
    let written = 0;
    const statements = await engine.countStatements(async () => {
      written = (await engine.engine.fullRun.run()).written;
    });

    expect(written).toBe(4000);
    expect(statements).toBeLessThanOrEqual(5 * 4);

    const before = await engine.readWriteMarks();
    expect(await engine.run()).toMatchObject({ written: 0, evaluations: 0 });
    expect(await engine.readWriteMarks()).toEqual(before);
  });

  it('removes what it holds of entities that left the catalog', async () => {
    const catalog = new CatalogStub([
      component('cart'),
      component('orders', { description: 'Takes the orders' }),
    ]);
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });
    await engine.run();
    catalog.put(component('orders'));
    await engine.run();
    expect(await engine.db('transitions')).toHaveLength(1);

    catalog.delete('component:default/orders');

    expect(await engine.run()).toMatchObject({ removed: 1 });
    expect(await engine.readResults()).toEqual([
      expect.objectContaining({ entity_ref: 'component:default/cart' }),
    ]);
    expect(await engine.db('entity_findings')).toHaveLength(1);
    expect(await engine.db('transitions')).toEqual([]);
  });

  it('goes on after a process that died in the middle of a run', async () => {
    const catalog = new CatalogStub(
      Array.from({ length: 2500 }, (_, index) =>
        component(`service-${index}`, { owner: team }),
      ),
    );
    const service = catalog.toService();
    const controller = new AbortController();
    let pages = 0;
    const dying = Object.assign(Object.create(service), {
      async queryEntities(
        ...args: Parameters<typeof service.queryEntities>
      ): ReturnType<typeof service.queryEntities> {
        pages += 1;
        if (pages === 3) {
          controller.abort();
        }
        return service.queryEntities(...args);
      },
    });
    const db = await createTestDatabase();
    const files = { 'basics.yaml': basics };
    const first = await TestEngine.create({
      catalog: Object.assign(new CatalogStub(), { toService: () => dying }),
      db,
      files,
    });
    await first.sync();
    await first.engine.queue.add(['component:default/service-7'], {
      cause: 'fact',
    });
    expect(await first.engine.queue.claim({ limit: 10 })).toHaveLength(1);
    await expect(first.engine.fullRun.run(controller.signal)).rejects.toThrow(
      'aborted',
    );
    expect(await db('entity_results').count()).toEqual([{ count: '2000' }]);
    expect(await first.engine.runs.getLastFinished()).toBeUndefined();

    const second = await TestEngine.create({ catalog, db, files });
    expect(await second.run()).toMatchObject({
      entities: 2500,
      written: 500,
      removed: 0,
    });
    expect(await db('entity_results').count()).toEqual([{ count: '2500' }]);
    // What the dead process had taken becomes due again.
    expect(await db('evaluation_queue')).toHaveLength(1);
    await second.drainAll();
    expect(await db('evaluation_queue')).toEqual([]);
    expect(await second.run()).toMatchObject({ written: 0 });
    expect(await db('transitions')).toEqual([]);
  });

  it('keeps an entity that a page missed though the catalog has it', async () => {
    const catalog = new CatalogStub([component('cart'), component('orders')]);
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });
    await engine.run();

    catalog.hideFromPages('component:default/orders');

    expect(await engine.run()).toMatchObject({ entities: 1, removed: 0 });
    expect(await engine.readResults()).toHaveLength(2);
  });

  it('runs only the edited rule again, and keeps the results of the others', async () => {
    const catalog = new CatalogStub(
      Array.from({ length: 20 }, (_, index) =>
        component(`service-${index}`, { owner: team }),
      ),
    );
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });
    await engine.run();
    const [{ findings: before }] = await engine.db('entity_findings');

    engine.files.set(
      'basics.yaml',
      basics
        .replace('operator: isNotEmpty }', 'operator: isEmpty }')
        .replace(
          'rules:',
          'rules:\n  - { id: is-new, path: $.kind, operator: equal, value: API }',
        ),
    );
    expect(await engine.run()).toMatchObject({ written: 20, evaluations: 40 });

    const [row] = await engine.readResults();
    expect(row).toMatchObject({ states: 'fffn', score: 0 });
    const [{ findings: after }] = await engine.db('entity_findings');
    expect(after['has-description']).toEqual(before['has-description']);
    expect(
      await engine
        .db('transitions')
        .where({ entity_ref: 'component:default/service-0' })
        .select('rule_id', 'from_state', 'to_state', 'cause')
        .orderBy('rule_id'),
    ).toEqual([
      { rule_id: 'has-owner', from_state: 'p', to_state: 'f', cause: 'rule' },
      { rule_id: 'is-new', from_state: null, to_state: 'f', cause: 'rule' },
    ]);

    engine.files.set('basics.yaml', `# A remark\n${basics}`);
    await engine.run();
    engine.files.set('basics.yaml', basics.replace('weight: 3', 'weight: 4'));
    expect(await engine.run()).toMatchObject({ written: 20, evaluations: 0 });
  });

  it('removes the results of a scorecard that is for other entities now', async () => {
    const catalog = new CatalogStub([component('cart')]);
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });
    await engine.run();

    engine.files.set('basics.yaml', basics.replace('Component', 'API'));
    await engine.run();
    expect(await engine.readResults()).toEqual([]);

    engine.files.clear();
    await engine.run();
    expect(await engine.db('scorecards')).toEqual([]);
  });

  it('looks again at rules about age though nothing else changed', async () => {
    const catalog = new CatalogStub([
      component('cart', {
        annotations: { reviewed: new Date(Date.now() - 2000).toISOString() },
      }),
    ]);
    const engine = await create({
      catalog,
      files: {
        'age.yaml':
          'rules: [{ id: reviewed, path: $.metadata.annotations.reviewed, operator: newerThan, value: PT10M }]',
      },
    });
    await engine.run();
    expect(await engine.readResults()).toMatchObject([{ states: 'p' }]);
    expect(await engine.run()).toMatchObject({ written: 0 });

    jest.useFakeTimers({
      now: Date.now() + 20 * 60_000,
      doNotFake: [
        'nextTick',
        'setImmediate',
        'setTimeout',
        'setInterval',
        'clearTimeout',
        'clearInterval',
      ],
    });
    try {
      expect(await engine.run()).toMatchObject({ written: 1 });
    } finally {
      jest.useRealTimers();
    }
    expect(await engine.readResults()).toMatchObject([{ states: 'f' }]);
  });

  it('names a rule that breaks, and evaluates the others', async () => {
    const catalog = new CatalogStub([component('cart', { owner: team })]);
    const engine = await create({ catalog, files: { 'basics.yaml': basics } });
    await engine.run();
    // No rule file can say it: a filter that the catalog's own evaluator throws at.
    const [stored] = await engine.engine.scorecards.list();
    await engine.db('scorecards').update({
      version: 'broken',
      definition: JSON.stringify({
        ...stored.scorecard,
        rules: stored.scorecard.rules.map(rule =>
          rule.id === 'is-website'
            ? { ...rule, filter: { $all: [], $any: [] } }
            : rule,
        ),
      }),
    });

    const { faults } = await engine.engine.fullRun.run();

    expect(faults).toEqual([
      {
        type: 'rule',
        scorecardId: 'basics',
        ruleId: 'is-website',
        entities: 1,
        message: expect.stringContaining('The filter cannot be evaluated'),
      },
    ]);
    expect(await engine.readResults()).toMatchObject([{ states: 'pfu' }]);
    expect(engine.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        "The rule 'is-website' of scorecard 'basics' broke",
      ),
    );
  });

  it('stores characters that PostgreSQL refuses in text', async () => {
    const catalog = new CatalogStub([
      component('cart', { description: 'a\u0000b\ud800 \\u0000' }),
    ]);
    const engine = await create({
      catalog,
      files: {
        'text.yaml':
          'rules: [{ id: named, path: $.metadata.description, operator: equal, value: x }]',
      },
    });
    await engine.run();

    const [{ findings }] = await engine.db('entity_findings');
    expect(findings.named.actual).toBe('a\ufffdb\ufffd \\u0000');
  });
});
