import { setGlobalDispatcher } from 'undici';
import { explainStartFailure } from './explainStartFailure';
import { createGuardedDispatcher } from './outgoing/createGuardedDispatcher';
import { prepareMigration } from './prepareMigration';
import { outliveLogReader } from './runtime/outliveLogReader';
import { startTelemetry } from './startTelemetry';

async function main() {
  outliveLogReader();
  const isMigration = process.argv[2] === 'migrate';
  if (isMigration) {
    prepareMigration();
  }
  // Instrumentation patches modules as they load, so it comes before all of them.
  const serveMetrics = await startTelemetry();
  setGlobalDispatcher(
    createGuardedDispatcher({
      usesEnvironmentProxy: process.env.NODE_USE_ENV_PROXY === '1',
    }),
  );
  const { backend } = await import('./backend');
  const { createRuntime } = await import('./runtime/createRuntime');
  for (const feature of createRuntime({ serveMetrics })) {
    backend.add(feature);
  }
  await backend.start();
  if (isMigration) {
    await backend.stop();
    process.stdout.write('The databases of all plugins are up to date.\n');
    process.exit(0);
  }
}

main().catch(error => {
  process.stderr.write(`${explainStartFailure(error).join('\n')}\n`);
  process.exit(1);
});
