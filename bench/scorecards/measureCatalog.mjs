import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/launcher/paths.mjs';
import { createEntity, createRuleFile } from './generateCatalog.mjs';

const scorecards = join(root, 'plugins/scorecard-backend');
const load = createRequire(join(scorecards, 'package.json'));
// The sources run as they are.
load('@backstage/cli/config/nodeTransform.cjs');
const createKnex = load('knex');
const { ConfigReader } = load('@backstage/config');
const { createBackend } = load('@backstage/backend-defaults');
const { coreServices, createBackendModule, createServiceFactory } = load(
  '@backstage/backend-plugin-api',
);
const { catalogProcessingExtensionPoint, catalogServiceRef } = load(
  '@backstage/plugin-catalog-node',
);
const { createEngine } = load(join(scorecards, 'src/engine/createEngine.ts'));

const entityCount = 10_000;
const ruleCount = 50;
const changes = 100;

/**
 * A cold run that reads the catalog as in production, and the time until a change is seen.
 *
 * @remarks
 * The catalog's backend processes and stitches the entities and serves them over HTTP; it
 * runs in the same process as scorecards do, as in the portal.
 */
export async function measureCatalog({ connection }) {
  const prefix = `scorecard_bench_${process.pid}_`;
  const directory = await mkdtemp(join(tmpdir(), 'scorecard-bench-'));
  const file = join(directory, 'bench.yaml');
  await writeFile(file, createRuleFile(ruleCount));
  const entities = Array.from({ length: entityCount }, (_, index) =>
    withLocation(createEntity(index)),
  );
  const { backend, services, provider } = await start({
    connection,
    file,
    prefix,
  });
  const catalogDb = createKnex({
    client: 'pg',
    connection: toUrl(connection, `${prefix}catalog`),
  });
  const lines = [
    `${entityCount} entities × ${ruleCount} rules, with a catalog backend over HTTP`,
  ];
  try {
    await provider.connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({ entity })),
    });
    await until(async () => {
      const [{ count }] = await catalogDb('final_entities')
        .whereNotNull('final_entity')
        .count();
      return Number(count) >= entityCount;
    });
    const db = await services.database.getClient();
    // What the catalog told meanwhile is evaluated too; here it would only be in the way.
    await until(async () => {
      const [{ count }] = await db('evaluation_queue').count();
      return Number(count) === 0;
    });
    const engine = createEngine({
      ...services,
      collectors: new Map(),
      db,
      logger: quietLogger,
    });
    await db('entity_results').delete();
    lines.push(describe('everything new', await run(engine, db)));
    lines.push(describe('nothing changed', await run(engine, db)));

    const times = [];
    await Promise.all(
      Array.from({ length: changes }, async (_, index) => {
        await sleep(index * 200);
        const entity = structuredClone(entities[index * 97]);
        const key = 'example.com/check-0';
        const { annotations } = entity.metadata;
        if (key in annotations) {
          delete annotations[key];
        } else {
          annotations[key] = '1';
        }
        const entityRef = `component:default/${entity.metadata.name}`;
        const before = await readHash(db, entityRef);
        const start = performance.now();
        await provider.connection.applyMutation({
          type: 'delta',
          added: [{ entity }],
          removed: [],
        });
        await until(async () => (await readHash(db, entityRef)) !== before);
        times.push(performance.now() - start);
      }),
    );
    times.sort((a, b) => a - b);
    const at = share =>
      (times[Math.ceil(times.length * share) - 1] / 1000).toFixed(1);
    lines.push(
      `  from a change in the catalog to its result, five a second: p50 ${at(
        0.5,
      )} s, p95 ${at(0.95)} s`,
    );
    return lines;
  } finally {
    await backend.stop();
    await catalogDb.destroy();
    await rm(directory, { recursive: true, force: true });
    await dropDatabases(connection, prefix);
  }
}

async function start({ connection, file, prefix }) {
  const port = await findPort();
  const url = new URL(connection);
  const config = new ConfigReader({
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
      listen: { host: '127.0.0.1', port },
      database: {
        client: 'pg',
        prefix,
        connection: {
          host: url.hostname,
          port: Number(url.port),
          user: url.username,
          password: url.password,
        },
      },
    },
    catalog: {
      // As often as processing needs, and not again while it is measured.
      processingInterval: { hours: 1 },
      rules: [{ allow: ['Component'] }],
    },
    scorecard: {
      files: [file],
      shipped: false,
      schedule: {
        initialDelay: { hours: 1 },
        frequency: { hours: 1 },
        timeout: { minutes: 10 },
      },
    },
  });
  const provider = {
    getProviderName: () => 'bench',
    async connect(opened) {
      provider.connection = opened;
    },
  };
  let services;
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => config,
    }),
  );
  backend.add(
    createServiceFactory({
      service: coreServices.rootLogger,
      deps: {},
      factory: () => quietLogger,
    }),
  );
  for (const name of [
    '@backstage/plugin-catalog-backend',
    '@backstage/plugin-events-backend',
    '@causeway/plugin-catalog-backend-module-scorecard',
  ]) {
    backend.add(load(name));
  }
  backend.add(load(join(scorecards, 'src/index.ts')));
  backend.add(
    createBackendModule({
      pluginId: 'catalog',
      moduleId: 'bench-provider',
      register(reg) {
        reg.registerInit({
          deps: { processing: catalogProcessingExtensionPoint },
          async init({ processing }) {
            processing.addEntityProvider(provider);
          },
        });
      },
    }),
  );
  backend.add(
    createBackendModule({
      pluginId: 'scorecard',
      moduleId: 'bench',
      register(reg) {
        reg.registerInit({
          deps: {
            auth: coreServices.auth,
            catalog: catalogServiceRef,
            config: coreServices.rootConfig,
            database: coreServices.database,
            urlReader: coreServices.urlReader,
          },
          async init(deps) {
            services = deps;
          },
        });
      },
    }),
  );
  await backend.start();
  await until(async () => provider.connection !== undefined);
  return { backend, services, provider };
}

async function run(engine, db) {
  await engine.sync.sync();
  let statements = 0;
  const count = () => {
    statements += 1;
  };
  db.on('query', count);
  const begin = performance.now();
  const outcome = await engine.fullRun.run();
  const seconds = (performance.now() - begin) / 1000;
  db.off('query', count);
  return { ...outcome, seconds, statements };
}

function describe(what, { entities, seconds, written, statements }) {
  return `  ${what}: ${seconds.toFixed(
    1,
  )} s for ${entities} entities, ${written} results written, ${(
    (statements * 1000) /
    entities
  ).toFixed(1)} SQL statements of scorecards per 1000 entities`;
}

/** Of what the result was made from. */
async function readHash(db, entityRef) {
  const row = await db('entity_results')
    .where({ entity_ref: entityRef })
    .first('content_hash');
  return row?.content_hash;
}

/** As it stands in a file: the catalog makes the relations and the rest itself. */
function withLocation({ relations: _, metadata, ...entity }) {
  const { uid: _uid, etag: _etag, ...own } = metadata;
  const location = metadata.annotations['backstage.io/managed-by-location'];
  return {
    ...entity,
    metadata: {
      ...own,
      annotations: {
        ...metadata.annotations,
        'backstage.io/managed-by-origin-location': location,
      },
    },
  };
}

async function until(isDone) {
  const end = Date.now() + 1_200_000;
  while (!(await isDone())) {
    if (Date.now() > end) {
      throw new Error('It took more than 20 minutes');
    }
    await sleep(50);
  }
}

function findPort() {
  return new Promise(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function toUrl(connection, database) {
  const url = new URL(connection);
  url.pathname = `/${database}`;
  return url.href;
}

async function dropDatabases(connection, prefix) {
  const admin = createKnex({ client: 'pg', connection });
  const names = await admin('pg_database')
    .whereLike('datname', `${prefix}%`)
    .pluck('datname');
  for (const name of names) {
    await admin.raw('drop database ?? with (force)', [name]);
  }
  await admin.destroy();
}

const quietLogger = {
  error: (message, meta) => process.stderr.write(`${message} ${meta ?? ''}\n`),
  warn() {},
  info() {},
  debug() {},
  child: () => quietLogger,
};
