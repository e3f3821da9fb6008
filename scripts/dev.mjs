import { join } from 'node:path';
import { yarn } from './launcher/installPackages.mjs';
import { main } from './launcher/main.mjs';
import { root } from './launcher/paths.mjs';
import { prepareTools } from './launcher/prepare.mjs';
import { Progress } from './launcher/Progress.mjs';
import { readOptions } from './launcher/readOptions.mjs';
import { startLocalServices } from './launcher/runPortal.mjs';
import { runInForeground } from './launcher/runInForeground.mjs';

main(async () => {
  const progress = new Progress();
  const options = readOptions(process.argv.slice(2));
  const { runtime, docsEnv } = await prepareTools(progress);
  const services = await startLocalServices({ ...options, progress, runtime });
  // Ctrl-C reaches the development servers too; the services stop after them.
  process.on('SIGINT', () => {});
  const configs = ['app-config.yaml', 'app-config.demo.yaml'].map(file =>
    join(root, file),
  );
  try {
    return await runInForeground({
      command: runtime.node,
      args: [
        yarn,
        'backstage-cli',
        'repo',
        'start',
        ...[...configs, ...options.configs].flatMap(file => ['--config', file]),
      ],
      env: {
        ...services.env,
        ...docsEnv,
        CAUSEWAY_APP_URL: 'http://localhost:3000',
      },
    });
  } finally {
    await services.process.stop();
  }
});
