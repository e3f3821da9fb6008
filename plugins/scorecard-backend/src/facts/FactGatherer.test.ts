import { stringifyEntityRef } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Fact } from '@causeway/plugin-scorecard-common';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';

const rules = `
id: ci
rules:
  - { id: covered, factRef: 'ci:default/coverage', path: $.percent, operator: greaterThan, value: 60 }
  - { id: owned, path: $.spec.owner, operator: isNotEmpty }
`;

/** A collector that does what the test says. */
function createCollector(
  collect: FactCollector['collect'],
  options: { timeToLive?: number } = {},
): FactCollector {
  return {
    factRef: 'ci:default/coverage',
    description: 'Coverage of the tests',
    collect,
    ...options,
  };
}

function answer(
  entities: Parameters<FactCollector['collect']>[0],
  value: JsonValue,
) {
  return new Map<string, Fact>(
    entities.map(entity => [
      stringifyEntityRef(entity),
      {
        status: 'known',
        value,
        collectedAt: '2026-11-01T00:00:00.000Z',
        source: 'ci',
      },
    ]),
  );
}

jest.setTimeout(60_000);

describeWithDatabase('FactGatherer', () => {
  const create = async (
    options: Omit<Parameters<typeof TestEngine.create>[0], 'db' | 'catalog'>,
    catalog = new CatalogStub([
      component('cart', { owner: 'group:default/a' }),
    ]),
  ) =>
    TestEngine.create({
      files: { 'ci.yaml': rules },
      ...options,
      catalog,
      db: await createTestDatabase(),
    });

  it('makes the rules of a source that failed unknown, with what was known before', async () => {
    let percent: number | Error = 80;
    const engine = await create({
      collectors: [
        createCollector(async entities => {
          if (percent instanceof Error) {
            throw percent;
          }
          return answer(entities, { percent });
        }),
      ],
    });
    await engine.run();
    expect(await engine.readResults()).toMatchObject([{ states: 'pp' }]);
    const marks = await engine.readWriteMarks();
    expect(await engine.run()).toMatchObject({ written: 0 });
    expect(await engine.readWriteMarks()).toEqual(marks);

    percent = new Error('503 Service Unavailable');
    expect(await engine.run()).toMatchObject({
      faults: [
        {
          type: 'fact',
          factRef: 'ci:default/coverage',
          entities: 1,
          message:
            "The source of the fact 'ci:default/coverage' failed: 503 Service Unavailable",
        },
      ],
    });
    const [{ states, findings }] = await engine.readResults();
    expect(states).toBe('up');
    const run = await engine.db('runs').where({ id: 2 }).first();
    expect(findings).toMatchObject({
      covered: {
        state: 'unknown',
        lastKnown: {
          value: { percent: 80 },
          // The run before this one confirmed the value.
          collectedAt: run.started_at.toISOString(),
        },
      },
    });

    percent = 50;
    await engine.run();
    expect(await engine.readResults()).toMatchObject([{ states: 'fp' }]);
    expect(
      await engine.db('transitions').select('from_state', 'to_state', 'cause'),
    ).toEqual([
      { from_state: 'p', to_state: 'u', cause: 'fact' },
      { from_state: 'u', to_state: 'f', cause: 'fact' },
    ]);
  });

  it('waits once for a source that hangs, and leaves it alone then', async () => {
    const signals: AbortSignal[] = [];
    const engine = await create(
      {
        config: { collectorTimeout: { milliseconds: 200 } },
        collectors: [
          createCollector((_, { signal }) => {
            signals.push(signal);
            return new Promise(() => {});
          }),
        ],
      },
      new CatalogStub(
        Array.from({ length: 1200 }, (_, index) => component(`s-${index}`)),
      ),
    );
    const start = Date.now();

    const { faults } = await engine.run();

    expect(Date.now() - start).toBeLessThan(5000);
    expect(faults).toEqual([
      {
        type: 'fact',
        factRef: 'ci:default/coverage',
        entities: 1200,
        message:
          "The source of the fact 'ci:default/coverage' did not answer within 0.2 seconds",
      },
    ]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const results = await engine.readResults();
    expect(results).toHaveLength(1200);
    expect(results.every(({ states }) => states === 'uf')).toBe(true);
  });

  it('asks again only when an answer is too old', async () => {
    let asked = 0;
    const engine = await create({
      collectors: [
        createCollector(
          async entities => {
            asked += 1;
            return answer(entities, { percent: 70 });
          },
          { timeToLive: 3600 },
        ),
      ],
    });
    await engine.run();
    await engine.run();
    expect(asked).toBe(1);

    await engine.db('facts').update({ expires_at: new Date() });
    await engine.run();
    expect(asked).toBe(2);
  });

  it('takes pushed facts until they expire', async () => {
    const engine = await create({
      config: { pushedFacts: ['ci:default/coverage'] },
    });
    await engine.run();
    expect(await engine.readResults()).toMatchObject([
      {
        states: 'up',
        findings: {
          covered: {
            message:
              "No source gave the fact 'ci:default/coverage' of this entity.",
          },
        },
      },
    ]);
    const push = (expiresAt: Date, idempotencyKey: string) =>
      engine.engine.facts.push({
        entityRef: 'component:default/cart',
        factRef: 'ci:default/coverage',
        value: { percent: 90 },
        source: 'pipeline',
        expiresAt,
        idempotencyKey,
      });

    expect(await push(new Date(Date.now() + 60_000), 'build-1')).toBe(true);
    expect(await push(new Date(), 'build-1')).toBe(false);
    await engine.run();
    expect(await engine.readResults()).toMatchObject([{ states: 'pp' }]);

    expect(await push(new Date(), 'build-2')).toBe(true);
    await engine.run();
    expect(await engine.readResults()).toMatchObject([
      {
        states: 'up',
        findings: { covered: { lastKnown: { value: { percent: 90 } } } },
      },
    ]);
  });
});
