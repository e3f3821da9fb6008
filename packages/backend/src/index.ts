import { startTelemetry } from './startTelemetry';

async function main() {
  // Instrumentation patches modules as they load, so it comes before all of them.
  await startTelemetry();
  await import('./backend');
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
