/** A process with a stream whose flags change when its parent says so. */
import { backend, createServing, createSnapshots } from './backend.mjs';
import { createFlagdConfiguration, toFlagSetContent } from './flagMix.mjs';

const configuration = createFlagdConfiguration(50);
const snapshots = createSnapshots();
const [key] = Object.keys(configuration.flags);
let revision = 1;
await snapshots.replace(toFlagSetContent(configuration, revision));
const serving = createServing(snapshots, '/ofrep/v1/stream');
const { port } = await backend.OfrepListener.create({
  port: 0,
  host: '127.0.0.1',
  ...serving,
  logger: { info() {}, error: console.error },
});
// Clients that connect soon after a change are told of it; the measurement wants none of that.
const realNow = Date.now;
Date.now = () => realNow() + 120_000;
const token = serving.streamTokens.create(
  { flagSet: 'bench', environment: 'production' },
  Math.floor(Date.now() / 1_000),
);
process.send({ port, path: `/ofrep/v1/stream?token=${token}` });

process.on('message', async () => {
  revision++;
  const flag = configuration.flags[key];
  flag.defaultVariant = flag.defaultVariant === 'on' ? 'off' : 'on';
  const changedAt = realNow();
  await snapshots.replace(
    toFlagSetContent(structuredClone(configuration), revision),
  );
  process.send({ changedAt });
});
