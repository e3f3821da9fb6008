import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from './launcher/main.mjs';
import { findNodeRuntime } from './launcher/nodeRuntime.mjs';
import { preparePortal } from './launcher/prepare.mjs';
import { Progress } from './launcher/Progress.mjs';
import { readOptions } from './launcher/readOptions.mjs';
import { startBackend, startLocalServices } from './launcher/runPortal.mjs';
import { runBrowserTests } from './test/runBrowserTests.mjs';
import { runChecks } from './test/runChecks.mjs';
import { runJest } from './test/runJest.mjs';
import { runNodeTests } from './test/runNodeTests.mjs';
import { runInForeground } from './launcher/runInForeground.mjs';
import { Tally } from './test/Tally.mjs';

main(async () => {
  const progress = new Progress();
  const { node } = await findNodeRuntime(progress);
  if (node !== process.execPath) {
    return runInForeground({
      command: node,
      args: process.argv.slice(1),
      env: {},
    });
  }
  const tally = new Tally();
  const { port, cluster } = readOptions([
    '--port',
    process.env.PORT ?? '7407',
    ...process.argv.slice(2),
  ]);
  const { runtime, docsEnv, entry } = await preparePortal(progress);
  const data = await mkdtemp(join(tmpdir(), 'causeway-test-'));
  const services = await startLocalServices({
    progress,
    runtime,
    data,
    port,
    cluster,
  });
  let backend;
  try {
    const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
      services.env;
    const connection = `postgresql://${POSTGRES_USER}:${POSTGRES_PASSWORD}@${POSTGRES_HOST}:${POSTGRES_PORT}/postgres`;
    await runChecks({ tally, runtime });
    await runJest({
      tally,
      runtime,
      env: {
        ...docsEnv,
        BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: connection,
      },
    });
    await runNodeTests({ tally });

    backend = await startBackend({
      progress,
      runtime,
      entry,
      data,
      env: { ...services.env, ...docsEnv },
    });
    await runBrowserTests({
      tally,
      runtime,
      env: {
        PORTAL_URL: backend.url,
        FORGE_URL: `http://localhost:${services.env.FORGE_PORT}`,
        FORGE_USER: services.env.FORGE_USER,
        FORGE_PASSWORD: services.env.FORGE_PASSWORD,
        PORTAL_LOG: join(data, 'logs', 'portal.log'),
      },
    });
  } finally {
    await backend?.process.stop();
    await services.process.stop();
    await rm(data, { recursive: true, force: true });
  }
  process.stdout.write('\n');
  tally.report();
  return tally.hasFailed ? 1 : 0;
});
