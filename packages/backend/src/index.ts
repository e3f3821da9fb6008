import { setGlobalDispatcher } from 'undici';
import { createGuardedDispatcher } from './outgoing/createGuardedDispatcher';
import { startTelemetry } from './startTelemetry';

async function main() {
  // Instrumentation patches modules as they load, so it comes before all of them.
  await startTelemetry();
  setGlobalDispatcher(
    createGuardedDispatcher({
      usesEnvironmentProxy: process.env.NODE_USE_ENV_PROXY === '1',
    }),
  );
  await import('./backend');
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
