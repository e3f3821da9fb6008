import { setTimeout as sleep } from 'node:timers/promises';
import { createApp, service } from './app.ts';
import { readConfig } from './config.ts';
import { startTelemetry } from './telemetry.ts';

const version = process.env.VERSION ?? 'development';

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const telemetry = startTelemetry({ name: service.name, version });
  const { server, drain } = await createApp({ config, version });
  const stopped = new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await server.listen({ host: config.host, port: config.port });

  // Between the signal and the moment every load balancer has taken this replica out, requests
  // still arrive. They are answered.
  const signal = await stopped;
  drain();
  server.log.info({ signal, delay_ms: config.drainDelay }, 'draining');
  await sleep(config.drainDelay);
  const isInTime = await Promise.race([
    server.close().then(() => true),
    sleep(config.shutdownTimeout, false, { ref: false }),
  ]);
  await telemetry.stop();
  if (!isInTime) {
    throw new Error(`requests were cut off after ${config.shutdownTimeout} ms`);
  }
  server.log.info('stopped');
}

run().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
