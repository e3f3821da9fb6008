import { join } from 'node:path';
import { main } from './launcher/main.mjs';
import { preparePortal } from './launcher/prepare.mjs';
import { Progress } from './launcher/Progress.mjs';
import { readOptions } from './launcher/readOptions.mjs';
import { startBackend, startLocalServices } from './launcher/runPortal.mjs';
import { untilStopped } from './launcher/untilStopped.mjs';

main(async () => {
  const progress = new Progress();
  const options = readOptions(process.argv.slice(2));
  const { runtime, docsEnv, entry } = await preparePortal(progress);
  const services = await startLocalServices({ ...options, progress, runtime });
  let backend;
  try {
    backend = await startBackend({
      ...options,
      progress,
      runtime,
      entry,
      env: { ...services.env, ...docsEnv },
    });
    progress.say(`\nCauseway runs on ${backend.url}`);
    progress.say(`  Git forge: http://localhost:${services.env.FORGE_PORT}`);
    progress.say(`  Data and logs: ${options.data}`);
    progress.say('  Ctrl-C stops it.\n');
    const { failed } = await untilStopped([backend.process, services.process]);
    if (failed) {
      progress.say(
        `${failed.tail}\n\nIt ended by itself; its log is in ${join(
          options.data,
          'logs',
        )}.`,
      );
      return 1;
    }
    return 0;
  } finally {
    await progress.step('Stop', async () => {
      await backend?.process.stop();
      await services.process.stop();
    });
  }
});
