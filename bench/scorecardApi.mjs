import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/launcher/paths.mjs';
import {
  createHierarchy,
  createScorecard,
  seedResults,
  sizes,
} from './scorecards/seedResults.mjs';

// Prints how long the overview and the drill-down of scorecards take over HTTP, at 100,000
// entities × 100 rules: as one scorecard, and as four of 25 rules. What signing in, the policy and
// the catalog cost is left out: they are the framework's. The first request of each kind is not
// among the others; trend and movers of a minute ago are then served again, and totals as long as
// no result was written, which is why some are measured with a result written before each request.
const backend = join(root, 'plugins/scorecard-backend');
const load = createRequire(join(backend, 'package.json'));
// The sources run as they are.
load('@backstage/cli/config/nodeTransform.cjs');
const { compileScorecard, toVersion } = load(
  join(backend, 'src/scorecards/compileScorecard.ts'),
);
const { DatabaseScorecardStore } = load(
  join(backend, 'src/scorecards/DatabaseScorecardStore.ts'),
);
const { DatabaseRunStore } = load(
  join(backend, 'src/engine/DatabaseRunStore.ts'),
);
const { createApi } = load(join(backend, 'src/service/createApi.ts'));
const { createRouter } = load(join(backend, 'src/service/router.ts'));
const express = load('express');
const knex = load('knex');
const { ConfigReader } = load('@backstage/config');

const warmUps = 5;
const rounds = 60;
const allowedMs = 200;
const changing = ', a change before each';

const { values } = parseArgs({
  options: {
    connection: {
      type: 'string',
      default: process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING,
    },
  },
});

if (values.connection) {
  let isWithin = true;
  for (const [scorecardCount, ruleCount] of [
    [1, 100],
    [4, 25],
  ]) {
    isWithin = (await measure(scorecardCount, ruleCount)) && isWithin;
  }
  process.exitCode = isWithin ? 0 : 1;
} else {
  process.stderr.write(
    'Name a PostgreSQL server with --connection postgresql://user:password@host:port/postgres\n',
  );
  process.exitCode = 1;
}

async function measure(scorecardCount, ruleCount) {
  const database = `bench_${randomUUID().replaceAll('-', '')}`;
  const admin = knex({ client: 'pg', connection: values.connection });
  await admin.raw('create database ??', [database]);
  const url = new URL(values.connection);
  url.pathname = `/${database}`;
  const db = knex({ client: 'pg', connection: url.href });
  let server;
  try {
    await db.migrate.latest({ directory: join(backend, 'migrations') });
    const cards = Array.from({ length: scorecardCount }, (_, index) => {
      const scorecard = createScorecard(`card-${index + 1}`, ruleCount);
      return { scorecard, ...toVersion(compileScorecard(scorecard)) };
    });
    await seedResults(db, cards);
    server = await serve(db);
    const { port } = server.address();
    const say = line => process.stdout.write(`${line}\n`);
    say(
      `${sizes.entities} entities, ${scorecardCount} × ${ruleCount} rules, ${rounds} requests each, one after the other`,
    );
    let isWithin = true;
    for (const [name, toPath] of Object.entries(requests(ruleCount))) {
      const { first, p50, p95, bytes } = await time(
        `http://127.0.0.1:${port}/v1`,
        toPath,
        name.endsWith(changing) ? round => change(db, round) : undefined,
      );
      isWithin &&= p95 <= allowedMs;
      say(
        `  ${name.padEnd(50)} first ${first
          .toFixed(0)
          .padStart(4)} ms  p50 ${p50.toFixed(0).padStart(4)} ms  p95 ${p95
          .toFixed(0)
          .padStart(4)} ms  ${(bytes / 1000).toFixed(0).padStart(5)} kB${
          p95 > allowedMs ? `  over ${allowedMs} ms` : ''
        }`,
      );
    }
    await measureExport(`http://127.0.0.1:${port}/v1`, say);
    return isWithin;
  } finally {
    server?.close();
    server?.closeAllConnections();
    await db.destroy();
    await admin.raw('drop database ?? with (force)', [database]);
    await admin.destroy();
  }
}

/** What pages ask for, each time of another team, system or rule. */
function requests(ruleCount) {
  const card = 'scorecards/card-1';
  const team = round => `group:default/team-${(round * 37) % sizes.teams}`;
  const rule = round => `rule-${1 + ((round * 13) % ruleCount)}`;
  return {
    'overview: scorecards': () => 'scorecards',
    'overview: heat map by team': () => 'rollups?by=owner&limit=500',
    'overview: heat map by division and below': () =>
      'rollups?by=owner&nested=true&limit=500',
    'overview: heat map by domain': () => 'rollups?by=domain',
    'overview: heat map by tag': () => 'rollups?by=tag',
    'overview: states of all rules': () => `${card}/rules`,
    [`overview: heat map by team${changing}`]: () =>
      'rollups?by=owner&limit=500',
    [`overview: heat map by domain${changing}`]: () => 'rollups?by=domain',
    [`overview: heat map by tag${changing}`]: () => 'rollups?by=tag',
    [`overview: states of all rules${changing}`]: () => `${card}/rules`,
    'overview: trend of 90 days': () => `${card}/trend?days=90`,
    'overview: movers of 7 days': () => `${card}/movers?days=7`,
    'team: entities': round => `${card}/entities?owner=${team(round)}`,
    'team: states of all rules': round => `${card}/rules?owner=${team(round)}`,
    'division: states of all rules': round =>
      `${card}/rules?nested=true&owner=group:default/division-${round % 5}`,
    'team: trend of 90 days': round => `${card}/trend?owner=${team(round)}`,
    'drill-down: who fails a rule': round =>
      `${card}/rules/${rule(round)}/entities`,
    'drill-down: who fails the rule that hardly fails': () =>
      `${card}/rules/rule-1/entities`,
    'drill-down: of a team': round =>
      `${card}/rules/${rule(round)}/entities?owner=${team(round)}`,
    'drill-down: by part of a name': round =>
      `${card}/rules/${rule(round)}/entities?query=-0${round}`,
    'entity: all scorecards': round =>
      `entities/component/default/service-${String(1 + round * 997).padStart(
        6,
        '0',
      )}`,
  };
}

/** Writes the results of one entity, as a change in the catalog does: nothing that was kept holds then. */
async function change(db, round) {
  await db('entity_results')
    .where(
      'entity_ref',
      `component:default/service-${String(1 + round * 997).padStart(6, '0')}`,
    )
    .update({ evaluated_at: new Date() });
}

async function time(base, toPath, prepare = async () => {}) {
  const times = [];
  let first;
  let bytes = 0;
  for (let round = -warmUps; round < rounds; round += 1) {
    await prepare(round + warmUps);
    const start = performance.now();
    const response = await fetch(`${base}/${toPath(round + warmUps)}`);
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${response.status} for ${response.url}: ${text}`);
    }
    const elapsed = performance.now() - start;
    first ??= elapsed;
    if (round >= 0) {
      times.push(elapsed);
      bytes = Math.max(bytes, text.length);
    }
  }
  times.sort((a, b) => a - b);
  return {
    first,
    p50: times[Math.floor(times.length * 0.5)],
    p95: times[Math.floor(times.length * 0.95)],
    bytes,
  };
}

/** A reader that is slower than the database must not fill the memory. */
async function measureExport(base, say) {
  global.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  let bytes = 0;
  const start = performance.now();
  const response = await fetch(`${base}/scorecards/card-1/export?format=csv`);
  for await (const chunk of response.body) {
    bytes += chunk.length;
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  say(
    `  export as CSV: ${(bytes / 1e6).toFixed(0)} MB in ${(
      (performance.now() - start) /
      1000
    ).toFixed(1)} s, resident memory grew by ${((peak - before) / 1e6).toFixed(
      0,
    )} MB`,
  );
}

async function serve(db) {
  const credentials = {
    $$type: '@backstage/BackstageCredentials',
    principal: { type: 'user', userEntityRef: 'user:default/bench' },
  };
  const hierarchy = createHierarchy();
  const app = express();
  app.use(
    createRouter(
      createApi({
        auth: { getOwnServiceCredentials: async () => credentials },
        catalog: {
          async *streamEntities() {
            yield hierarchy;
          },
          getEntityByRef: async () => ({ kind: 'Component' }),
        },
        config: new ConfigReader({}),
        db,
        engine: {
          scorecards: new DatabaseScorecardStore({ db }),
          runs: new DatabaseRunStore({ db }),
        },
        httpAuth: { credentials: async () => credentials },
        permissions: {
          authorizeConditional: async () => [{ result: 'ALLOW' }],
        },
      }),
    ),
  );
  return new Promise(resolve => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
  });
}
