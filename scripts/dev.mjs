import { yarn } from './launcher/installPackages.mjs';
import { main } from './launcher/main.mjs';
import { appPort } from './launcher/ports.mjs';
import { prepareTools } from './launcher/prepare.mjs';
import { readOptions } from './launcher/readOptions.mjs';
import { runGroup } from './launcher/runGroup.mjs';
import {
  claimPortal,
  demoConfigs,
  startLocalServices,
} from './launcher/runPortal.mjs';

main(async context => {
  const { progress, stop } = context;
  const options = readOptions(process.argv.slice(2));
  const claim = await claimPortal(context, options, { 'the app': appPort });
  let services;
  let exitCode = 0;
  try {
    const { runtime, docsEnv } = await prepareTools(context);
    services = await startLocalServices(context, {
      ...options,
      claim,
      runtime,
    });
    exitCode = await runGroup({
      command: runtime.node,
      args: [
        yarn,
        'backstage-cli',
        'repo',
        'start',
        ...demoConfigs(options.configs).flatMap(file => ['--config', file]),
      ],
      env: {
        ...services.env,
        ...docsEnv,
        CAUSEWAY_APP_URL: `http://localhost:${appPort}`,
      },
      isNode: true,
      stop,
    });
  } catch (error) {
    // Ctrl-C is how one leaves development; during the preparation it is an interruption.
    if (!services || !stop.aborted) {
      throw error;
    }
  } finally {
    if (services) {
      await progress.step('Stop', () => services.process.stop());
    }
    await claim.release();
  }
  return exitCode;
});
