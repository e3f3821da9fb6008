import { mockCredentials } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startScorecardBackend } from '../__testUtils__/startScorecardBackend';
import { exportFormats } from './exportFormats';

jest.setTimeout(120_000);

const entityCount = 20_000;

/** A large export, of which nothing is read yet, and how often the database was asked for it. */
async function open() {
  const knex = await createTestDatabase();
  const { backend } = await startScorecardBackend({ knex });
  // Longer than all that sockets on the way would hold.
  await knex.raw(
    `insert into entity_results (
       scorecard_id, entity_ref, scorecard_version, content_hash, states, level,
       kind, title, evaluated_at, changed_at
     )
     select 'basics', 'component:default/extra-' || n, version, '', 'pfnu', 0,
       'component', repeat('x', 2000), now(), now()
     from scorecards, generate_series(1, ?) as n`,
    [entityCount],
  );
  let batches = 0;
  knex.on('query', ({ sql }: { sql: string }) => {
    batches += sql.includes('from entity_results r') ? 1 : 0;
  });
  const request = get({
    host: '127.0.0.1',
    port: backend.server.port(),
    path: '/api/scorecard/v1/scorecards/basics/export?format=csv',
    headers: { authorization: mockCredentials.user.header() },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  /** How many batches were read, once no more are. */
  const settle = async () => {
    let before: number;
    do {
      before = batches;
      await sleep(500);
    } while (batches !== before);
    return batches;
  };
  return { response, settle };
}

describeWithDatabase('exports', () => {
  it('waits for a reader that is slow, and then goes on', async () => {
    const { response, settle } = await open();
    expect(await settle()).toBeLessThan(entityCount / 1000 - 5);
    let lines = 0;
    for await (const chunk of response) {
      lines += String(chunk).split('\n').length - 1;
    }
    expect(lines).toBe(1 + 3 + entityCount);
  });

  it('stops when the reader leaves', async () => {
    const { response, settle } = await open();
    response.destroy();
    expect(await settle()).toBeLessThan(entityCount / 1000 - 5);
  });
});

describe('a table of an export', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['＝1', "'＝1"],
    ['a,"b"', '"a,""b"""'],
    ['two\nlines', '"two\nlines"'],
    ['service-1', 'service-1'],
  ])('keeps %j from being run or torn apart', (title, cell) => {
    const row = {
      entityRef: 'component:default/a',
      title,
      kind: 'component',
      tags: [],
      evaluatedAt: '2026-11-01T00:00:00.000Z',
    };
    const columns = { ruleIds: [], hasOutcome: false };
    expect(exportFormats.csv.row(row, columns)).toBe(
      `component:default/a,${cell},component,,,,,,,2026-11-01T00:00:00.000Z\r\n`,
    );
  });
});
