import { mockServices } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import { migrateDatabase } from '../database/migrateDatabase';
import { OverviewReadModel, type RollupPart } from './OverviewReadModel';

jest.setTimeout(60_000);

const filter = { visible: 'all' } as const;

/** PostgreSQL gives groups in any order. */
function sort(parts: RollupPart[]): RollupPart[] {
  return parts.sort((a, b) =>
    a.scorecardId + a.key < b.scorecardId + b.key ? -1 : 1,
  );
}

async function write(
  db: Knex,
  scorecardId: string,
  name: string,
  result: { owner: string; level: number; tags?: string[] },
) {
  await db('entity_results')
    .insert({
      scorecard_id: scorecardId,
      entity_ref: `component:default/${name}`,
      scorecard_version: '1',
      content_hash: '',
      states: 'p',
      score: 0.5,
      level: result.level,
      kind: 'component',
      owner_ref: result.owner,
      tags: result.tags ?? [],
      evaluated_at: new Date(),
      changed_at: new Date(),
    })
    .onConflict(['scorecard_id', 'entity_ref'])
    .merge();
}

describeWithDatabase('OverviewReadModel', () => {
  it('adds up anew as soon as a result was written or removed, and not before', async () => {
    const db = await createTestDatabase();
    await migrateDatabase({ database: mockServices.database({ knex: db }) });
    const kept = new OverviewReadModel({ db });
    let statements = 0;
    db.on('query', ({ sql }: { sql: string }) => {
      statements += sql.includes('from entity_results r') ? 1 : 0;
    });
    const read = async (by: 'owner' | 'tag') => {
      const query = { scorecardIds: ['a', 'b'], by, filter };
      const parts = sort(await kept.rollUp(query));
      const counted = statements;
      expect(parts).toEqual(
        sort(await new OverviewReadModel({ db }).rollUp(query)),
      );
      statements = counted;
      return parts;
    };

    await write(db, 'a', 'cart', { owner: 'one', level: 1, tags: ['x', 'y'] });
    await write(db, 'b', 'cart', { owner: 'one', level: 2 });
    expect(await read('owner')).toEqual([
      {
        scorecardId: 'a',
        key: 'one',
        level: 1,
        entities: 1,
        scored: 1,
        scoreSum: 0.5,
      },
      {
        scorecardId: 'b',
        key: 'one',
        level: 2,
        entities: 1,
        scored: 1,
        scoreSum: 0.5,
      },
    ]);
    expect(statements).toBe(2);
    await read('owner');
    expect(statements).toBe(2);
    expect(await read('tag')).toMatchObject([{ key: 'x' }, { key: 'y' }]);
    expect(statements).toBe(4);

    await write(db, 'a', 'cart', { owner: 'two', level: 1 });
    // Only the owners that lost or gained it are added up: one statement, for one scorecard.
    expect(await read('owner')).toMatchObject([{ key: 'two' }, { key: 'one' }]);
    expect(statements).toBe(5);
    await write(db, 'a', 'orders', { owner: 'two', level: 1 });
    expect(await read('owner')).toMatchObject([
      { key: 'two', entities: 2 },
      { key: 'one' },
    ]);
    await db('entity_results').where('scorecard_id', 'a').delete();
    expect(await read('owner')).toMatchObject([{ key: 'one' }]);

    // A statement that touches nothing changes nothing.
    const before = statements;
    await db('entity_results').where('scorecard_id', 'a').delete();
    await read('owner');
    expect(statements).toBe(before);
    expect(
      await kept.rollUp({
        scorecardIds: ['b'],
        by: 'owner',
        filter: { visible: [] },
      }),
    ).toEqual([]);
  });
});
