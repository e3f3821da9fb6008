import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import fc from 'fast-check';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';

const files = {
  'basics.yaml': `
id: basics
filter: { metadata.tags: scored }
levels: [bronze]
rules:
  - { id: owned, level: bronze, path: $.spec.owner, operator: isNotEmpty }
  - { id: described, weight: 2, path: $.metadata.description, operator: greaterThan, value: 3 }
`,
  'all.yaml':
    'id: all\nrules: [{ id: live, filter: { spec.lifecycle: production }, path: $.spec.system, operator: notExists }]\n',
};

const names = ['a', 'b', 'c', 'd', 'e'];
const change = fc.record({
  name: fc.constantFrom(...names),
  entity: fc.option(
    fc.record(
      {
        owner: fc.constantFrom('group:default/a', 'group:default/b'),
        system: fc.constantFrom('system:default/a', 'system:default/b'),
        description: fc.constantFrom('abc', 'abcd', 'x'),
        tags: fc.constantFrom(['scored'], ['scored', 'go'], ['go']),
        lifecycle: fc.constantFrom('production', 'deprecated'),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
  /** Whether the queue is drained before the next change. */
  isDrained: fc.boolean(),
  /** Whether the catalog runs in full in between. */
  isFull: fc.boolean(),
});

describeWithDatabase('QueueWorker', () => {
  it('comes to the same results by changes as by a fresh run over all', async () => {
    const catalog = new CatalogStub();
    const incremental = await TestEngine.create({
      catalog,
      files,
      db: await createTestDatabase(),
    });
    const fresh = await TestEngine.create({
      catalog,
      files,
      db: await createTestDatabase(),
    });
    await incremental.sync();
    await fresh.sync();

    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 12 }),
        async changes => {
          for (const { name, entity, isDrained, isFull } of changes) {
            const entityRef = `component:default/${name}`;
            if (entity) {
              catalog.put(
                component(name, { ...entity, tags: [...(entity.tags ?? [])] }),
              );
            } else {
              catalog.delete(entityRef);
            }
            await incremental.engine.queue.add([entityRef], {
              cause: 'entity',
            });
            if (isFull) {
              await incremental.engine.fullRun.run();
            }
            if (isDrained) {
              await incremental.engine.worker.drain();
            }
          }
          await incremental.drainAll();

          await fresh.db('entity_results').delete();
          await fresh.engine.fullRun.run();
          expect(await incremental.readResults()).toEqual(
            await fresh.readResults(),
          );
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('waits for a catalog that still serves the entity as it was', async () => {
    const catalog = new CatalogStub([component('cart', { tags: ['scored'] })]);
    const engine = await TestEngine.create({
      catalog,
      files,
      db: await createTestDatabase(),
    });
    await engine.run();
    const { queue, worker } = engine.engine;
    await queue.add(['component:default/cart'], { cause: 'entity' });
    expect(await worker.drain()).toBe(1);
    expect(await engine.db('evaluation_queue')).toMatchObject([
      { attempts: 1, cause: 'entity' },
    ]);

    catalog.put(
      component('cart', { tags: ['scored'], owner: 'group:default/team' }),
    );
    await engine.db('evaluation_queue').update({ due_at: new Date() });
    await worker.drain();

    expect(await engine.readResults()).toMatchObject([
      { scorecard_id: 'all' },
      { scorecard_id: 'basics', states: 'pf' },
    ]);
    // What it relates to is looked at too, once.
    expect(await engine.db('evaluation_queue')).toMatchObject([
      { entity_ref: 'group:default/team', cause: 'related' },
    ]);
  });

  it('hands each entity to one of several replicas, and again if it was added meanwhile', async () => {
    const engine = await TestEngine.create({
      catalog: new CatalogStub(),
      db: await createTestDatabase(),
    });
    const { queue } = engine.engine;
    const entityRefs = Array.from(
      { length: 50 },
      (_, i) => `component:default/${i}`,
    );
    await queue.add([...entityRefs, ...entityRefs], { cause: 'entity' });

    const claims = await Promise.all(
      Array.from({ length: 5 }, () => queue.claim({ limit: 20 })),
    );
    const claimed = claims.flat();
    expect(claimed.map(({ entityRef }) => entityRef).sort()).toEqual(
      [...entityRefs].sort(),
    );

    await queue.add(['component:default/7'], { cause: 'fact' });
    await queue.complete(claimed);

    expect(await engine.db('evaluation_queue').pluck('entity_ref')).toEqual([
      'component:default/7',
    ]);
  });
});
