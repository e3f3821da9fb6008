import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/paths.mjs';

const backend = join(root, 'plugins/scorecard-backend');
const load = createRequire(join(backend, 'package.json'));
// The sources run as they are.
load('@backstage/cli/config/nodeTransform.cjs');
const createKnex = load('knex');
const { ConfigReader } = load('@backstage/config');
const { parseRuleFile } = load('@causeway/plugin-scorecard-common');
const source = name => load(join(backend, 'src', name));
const { createEngine } = source('engine/createEngine.ts');
const { compileScorecard } = source('scorecards/compileScorecard.ts');

const logger = {
  error: console.error,
  warn: console.error,
  info() {},
  debug() {},
  child: () => logger,
};

/**
 * The engine on a database of its own, over pages that a function makes.
 *
 * @param options.readPage - entities of a page, by its number and size; undefined after the last
 */
export async function createBench({ connection, readPage }) {
  const name = `scorecard_bench_${process.pid}`;
  const admin = createKnex({ client: 'pg', connection });
  await admin.raw('create database ??', [name]);
  const url = new URL(connection);
  url.pathname = `/${name}`;
  const db = createKnex({ client: 'pg', connection: url.href });
  await db.migrate.latest({ directory: join(backend, 'migrations') });
  const catalog = {
    async queryEntities({ cursor = '0', limit }) {
      const page = Number(cursor);
      const { items, isLast } = readPage(page, limit);
      return { items, pageInfo: isLast ? {} : { nextCursor: `${page + 1}` } };
    },
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(() => undefined),
    }),
    getEntities: async () => ({ items: [] }),
  };
  const engine = createEngine({
    auth: { getOwnServiceCredentials: async () => ({}) },
    catalog,
    collectors: new Map(),
    config: new ConfigReader({ scorecard: { shipped: false } }),
    db,
    logger,
    urlReader: {},
  });
  return {
    db,
    engine,
    async saveRules(text) {
      const { scorecard, problems } = parseRuleFile({
        text,
        file: 'bench.yaml',
      });
      if (problems.length > 0) {
        throw new Error(JSON.stringify(problems[0]));
      }
      await engine.scorecards.save(compileScorecard(scorecard), {
        problems,
        source: 'bench.yaml',
      });
    },
    /** Runs once and says how long it took, what it wrote and how many statements it sent. */
    async run() {
      let statements = 0;
      const count = () => {
        statements += 1;
      };
      db.on('query', count);
      const start = performance.now();
      const outcome = await engine.fullRun.run();
      const seconds = (performance.now() - start) / 1000;
      db.off('query', count);
      return { ...outcome, seconds, statements };
    },
    async close() {
      await db.destroy();
      await admin.raw('drop database ??', [name]);
      await admin.destroy();
    },
  };
}
