import { mockServices } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { Knex } from 'knex';
import { migrateDatabase } from '../database/migrateDatabase';
import { StateCountReadModel } from './StateCountReadModel';

jest.setTimeout(60_000);

const filter = { visible: 'all' } as const;
let second = 0;

/** As the engine does: with a later time, but not always the latest of all. */
async function write(
  db: Knex,
  name: string,
  states: string,
  options: { owner?: string; version?: string; at?: number } = {},
) {
  second += 1;
  const { owner = null, version = '1', at = second } = options;
  await db('entity_results')
    .insert({
      scorecard_id: 'basics',
      entity_ref: `component:default/${name}`,
      scorecard_version: version,
      content_hash: '',
      states,
      level: 0,
      kind: 'component',
      owner_ref: owner,
      evaluated_at: new Date(Date.UTC(2026, 10, 1, 0, 0, at)),
      changed_at: new Date(),
    })
    .onConflict(['scorecard_id', 'entity_ref'])
    .merge();
}

describeWithDatabase('StateCountReadModel', () => {
  it('counts the same from what it keeps as from the states themselves', async () => {
    const db = await createTestDatabase();
    await migrateDatabase({ database: mockServices.database({ knex: db }) });
    const kept = new StateCountReadModel({ db });
    const check = async (owners?: string[]) => {
      const query = { scorecardId: 'basics', filter: { ...filter, owners } };
      const counts = await kept.count(query);
      expect(counts).toEqual(
        await new StateCountReadModel({ db }).count(query),
      );
      return counts;
    };

    expect(await check()).toEqual([]);
    await write(db, 'a', 'pf', { owner: 'group:default/one' });
    await write(db, 'b', 'un', { owner: 'group:default/one' });
    await write(db, 'c', 'ee');
    const none = {
      pass: 0,
      fail: 0,
      'not-applicable': 0,
      exempt: 0,
      unknown: 0,
    };
    expect(await check()).toEqual([
      {
        version: '1',
        counts: [
          { ...none, pass: 1, unknown: 1, exempt: 1 },
          { ...none, fail: 1, 'not-applicable': 1, exempt: 1 },
        ],
      },
    ]);

    // A page that was read earlier may be written later.
    await write(db, 'a', 'pp', { owner: 'group:default/one', at: 0 });
    await check();
    await write(db, 'b', 'pp', { owner: 'group:default/two' });
    await check();
    expect(await check(['group:default/two'])).toEqual([
      {
        version: '1',
        counts: [
          { ...none, pass: 1 },
          { ...none, pass: 1 },
        ],
      },
    ]);
    await write(db, 'c', 'p', { version: '2' });
    expect(await check()).toHaveLength(2);
    await db('entity_results').where('entity_ref', 'like', '%/a').delete();
    await check();
    await check(['']);
    expect(
      await kept.count({
        scorecardId: 'basics',
        filter: { visible: ['component:default/c'] },
      }),
    ).toEqual([{ version: '2', counts: [{ ...none, pass: 1 }] }]);
  });

  it('knows the few owners of whom something fails a rule', async () => {
    const db = await createTestDatabase();
    await migrateDatabase({ database: mockServices.database({ knex: db }) });
    const model = new StateCountReadModel({ db });
    const find = (ruleId: string, position: number, owners?: string[]) =>
      model.findOwners({
        scorecardId: 'basics',
        filter: { ...filter, owners },
        rule: { ruleId, positions: [{ version: '1', position }] },
        states: ['fail', 'unknown'],
      });
    for (let index = 0; index < 10; index += 1) {
      await write(db, `s-${index}`, index === 3 ? 'pfn' : 'ppf', {
        owner: `group:default/team-${index}`,
      });
    }

    expect(await find('second', 2)).toBeUndefined();
    await model.count({ scorecardId: 'basics', filter });
    expect(await find('first', 1)).toEqual([]);
    expect(await find('second', 2)).toEqual(['group:default/team-3']);
    // Nine of ten fail it.
    expect(await find('third', 3)).toBeUndefined();

    await write(db, 's-5', 'pup', { owner: 'group:default/team-5' });
    expect(await find('second', 2)).toEqual([
      'group:default/team-3',
      'group:default/team-5',
    ]);
    expect(
      await model.findOwners({
        scorecardId: 'basics',
        filter: { visible: 'all', kind: 'component' },
        rule: { ruleId: 'second', positions: [] },
        states: ['fail'],
      }),
    ).toBeUndefined();
  });
});
