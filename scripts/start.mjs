import { join } from 'node:path';
import { main } from './launcher/main.mjs';
import { preparePortal } from './launcher/prepare.mjs';
import { readOptions } from './launcher/readOptions.mjs';
import {
  claimPortal,
  startBackend,
  startLocalServices,
  untilStopped,
} from './launcher/runPortal.mjs';

main(async context => {
  const { progress, stop } = context;
  const options = readOptions(process.argv.slice(2));
  const claim = await claimPortal(context, options);
  const started = [];
  try {
    const { runtime, docsEnv, entry } = await preparePortal(context);
    const services = await startLocalServices(context, {
      ...options,
      claim,
      runtime,
    });
    started.push(services.process);
    const backend = await startBackend(context, {
      ...options,
      claim,
      runtime,
      entry,
      env: { ...services.env, ...docsEnv },
    });
    started.push(backend.process);
    progress.say(`\nCauseway runs on ${backend.url}`);
    progress.say(`  Git forge: http://localhost:${services.env.FORGE_PORT}`);
    progress.say(`  Data and logs: ${options.data}`);
    progress.say('  Ctrl-C stops it.\n');
    const failed = await untilStopped(started, stop);
    if (failed) {
      const logs = join(options.data, 'logs');
      progress.say(
        `${failed.tail}\n\nA part of the portal ended by itself. The lines above say why, and the whole log is in ${logs}.`,
      );
      return 1;
    }
    return 0;
  } finally {
    if (started.length > 0) {
      await progress.step('Stop', async () => {
        for (const managed of started.reverse()) {
          await managed.stop();
        }
      });
    }
    await claim.release();
  }
});
