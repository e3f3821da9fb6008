import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from './launcher/main.mjs';
import { preparePortal } from './launcher/prepare.mjs';
import { readOptions } from './launcher/readOptions.mjs';
import {
  claimPortal,
  startBackend,
  startLocalServices,
} from './launcher/runPortal.mjs';
import { runBrowserTests } from './test/runBrowserTests.mjs';
import { runChecks } from './test/runChecks.mjs';
import { runJest } from './test/runJest.mjs';
import { runNodeTests } from './test/runNodeTests.mjs';
import { Tally } from './test/Tally.mjs';

main(async context => {
  const args = process.argv.slice(2);
  const isFull = args.includes('--full');
  const options = readOptions([
    ...['--port', process.env.PORT ?? '7407'],
    ...args.filter(arg => arg !== '--full'),
  ]);
  const data = await mkdtemp(join(tmpdir(), 'causeway-test-'));
  // Else PostgreSQL's user could not enter, and its data would lie elsewhere.
  await chmod(data, 0o755);
  const tally = new Tally();
  try {
    await tally.stage('the portal for the tests', () =>
      runStages(context, tally, { ...options, data, isFull }),
    );
  } finally {
    await rm(data, { recursive: true, force: true });
  }
  process.stdout.write('\n');
  tally.report();
  return tally.hasFailed ? 1 : 0;
});

async function runStages(context, tally, options) {
  const { stop } = context;
  const claim = await claimPortal(context, options);
  let services;
  let backend;
  try {
    const { runtime, docsEnv, entry } = await preparePortal(context);
    services = await startLocalServices(context, {
      ...options,
      claim,
      runtime,
    });
    const env = { ...services.env, ...docsEnv };
    const testDatabase = {
      BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
        connectionString(env),
    };
    // Type check and lint keep one core busy: the tests of packages fill the other.
    await Promise.all([
      runChecks({ tally, runtime, stop }),
      tally.stage('unit and integration tests', () =>
        runJest({
          tally,
          runtime,
          stop,
          env: { ...docsEnv, ...testDatabase },
        }),
      ),
    ]);
    await tally.stage('tests of what is not a package', () =>
      runNodeTests({
        tally,
        runtime,
        stop,
        isFull: options.isFull,
        env: {
          ...docsEnv,
          ...testDatabase,
          BUNDLE_ENTRY: entry,
          GOLDEN_PATHS: options.isFull ? 'all' : 'changed',
        },
      }),
    );
    await tally.stage('browser tests', async () => {
      const plantedToken = `*:*.planted-${randomUUID()}`;
      backend = await startBackend(context, {
        ...options,
        claim,
        runtime,
        entry,
        env: { ...env, ...plantFlagSource(plantedToken) },
      });
      await runBrowserTests({
        tally,
        runtime,
        stop,
        isFull: options.isFull,
        env: {
          PORTAL_URL: backend.url,
          FORGE_URL: `http://localhost:${env.FORGE_PORT}`,
          FORGE_USER: env.FORGE_USER,
          FORGE_PASSWORD: env.FORGE_PASSWORD,
          PORTAL_LOG: join(options.data, 'logs', 'portal.log'),
          PLANTED_TOKEN: plantedToken,
          APP_FOLDER: join(entry, '..', 'app', 'dist'),
        },
      });
    });
  } finally {
    await backend?.process.stop();
    await services?.process.stop();
    await claim.release();
  }
}

// A flag system whose token a test looks for in all that leaves the backend.
function plantFlagSource(token) {
  const sources = [{ name: 'planted', url: 'http://127.0.0.1:9', token }];
  return {
    APP_CONFIG_featureFlags_sources_unleash: JSON.stringify(sources),
  };
}

function connectionString(env) {
  const [user, password] = [env.POSTGRES_USER, env.POSTGRES_PASSWORD].map(
    encodeURIComponent,
  );
  return `postgresql://${user}:${password}@${env.POSTGRES_HOST}:${env.POSTGRES_PORT}/postgres`;
}
