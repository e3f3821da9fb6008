import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess } from './ManagedProcess.mjs';
import { Problem } from './Problem.mjs';
import { assertPortsFree, portsFrom } from './ports.mjs';
import { root, tools } from './paths.mjs';
import { readSecrets } from './secrets.mjs';

const transform = '@backstage/cli/config/nodeTransform.cjs';

/**
 * Starts the local services.
 *
 * @param {object} options
 * @param {import('./Progress.mjs').Progress} options.progress
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {string} options.data
 * @param {number} options.port the portal's; the services follow it
 * @param {'demo' | 'kubeconfig'} options.cluster
 * @param {boolean} [options.isVerbose]
 * @returns {Promise<{ process: ManagedProcess, env: NodeJS.ProcessEnv }>} the environment that
 *   `app-config.demo.yaml` reads
 */
export async function startLocalServices({
  progress,
  runtime,
  data,
  port,
  cluster,
  isVerbose,
}) {
  const ports = portsFrom(port);
  const external = Boolean(process.env.POSTGRES_HOST);
  await assertPortsFree({
    portal: ports.portal,
    'the Git forge': ports.forge,
    'the demo cluster': ports.cluster,
    ...(external ? {} : { PostgreSQL: ports.postgres }),
  });
  const secrets = await readSecrets(data);
  const env = {
    ...runtime.env,
    CAUSEWAY_PORT: String(ports.portal),
    CAUSEWAY_APP_URL: `http://localhost:${ports.portal}`,
    CAUSEWAY_DATA: data,
    CAUSEWAY_ROOT: root.replace(/\/$/, ''),
    CAUSEWAY_CLUSTER: cluster,
    CLUSTER_PORT: String(ports.cluster),
    CLUSTER_TOKEN: secrets.cluster,
    FORGE_PORT: String(ports.forge),
    FORGE_USER: 'causeway-bot',
    FORGE_PASSWORD: secrets.forge,
    ...(external
      ? {
          POSTGRES_PORT: process.env.POSTGRES_PORT ?? '5432',
          POSTGRES_USER: process.env.POSTGRES_USER ?? 'postgres',
          POSTGRES_PASSWORD: process.env.POSTGRES_PASSWORD ?? '',
        }
      : {
          POSTGRES_PORT: String(ports.postgres),
          POSTGRES_USER: 'causeway_owner',
          POSTGRES_PASSWORD: secrets.postgres,
        }),
  };
  const services = await ManagedProcess.start({
    node: runtime.node,
    args: [
      '--require',
      transform,
      join(root, 'packages', 'local-services', 'src', 'main.ts'),
    ],
    env,
    cwd: root,
    logFile: join(data, 'logs', 'local-services.log'),
    isVerbose,
  });
  try {
    const ready = await progress.step(
      'Start PostgreSQL, the Git forge and the cluster',
      detail => waitForReady(services, detail),
    );
    return {
      process: services,
      env: {
        ...env,
        POSTGRES_HOST: process.env.POSTGRES_HOST ?? '127.0.0.1',
        ...ready.env,
      },
    };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

async function waitForReady(services, detail) {
  const ready = new Promise(resolve => {
    services.onMessage(message => {
      if (message.type === 'started') {
        detail(message.service);
      } else if (message.type === 'ready') {
        resolve(message);
      }
    });
  });
  const message = await Promise.race([ready, services.ended]);
  if (typeof message === 'number') {
    throw new Problem(
      'The local services ended before they were ready.',
      'Their last lines say why.',
      services.tail,
    );
  }
  return message;
}

/**
 * Starts the built backend, which also serves the app, and waits until it is ready.
 *
 * @param {object} options
 * @param {import('./Progress.mjs').Progress} options.progress
 * @param {{ node: string, env: NodeJS.ProcessEnv }} options.runtime
 * @param {string} options.entry the backend's folder in the bundle
 * @param {string} options.data
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string[]} [options.configs] further configuration files
 * @param {boolean} [options.isVerbose]
 * @returns {Promise<{ process: ManagedProcess, url: string }>}
 */
export async function startBackend({
  progress,
  runtime,
  entry,
  data,
  env,
  configs = [],
  isVerbose,
}) {
  const files = [
    join(root, 'app-config.yaml'),
    join(root, 'app-config.demo.yaml'),
    ...configs,
  ];
  const backend = await ManagedProcess.start({
    node: runtime.node,
    args: [entry, ...files.flatMap(file => ['--config', file])],
    env: {
      ...env,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(tools, 'compile-cache'),
    },
    // The backend looks for configuration schemas and the lock file from here upwards.
    cwd: entry,
    logFile: join(data, 'logs', 'portal.log'),
    isVerbose,
  });
  const url = `http://localhost:${env.CAUSEWAY_PORT}`;
  try {
    await progress.step('Start the portal', () => untilReady(backend, url));
    return { process: backend, url };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

async function untilReady(backend, url) {
  for (;;) {
    if (!backend.isRunning) {
      throw new Problem(
        'The portal ended before it was ready.',
        'Its last lines say why.',
        backend.tail,
      );
    }
    try {
      const response = await fetch(`${url}/.backstage/health/v1/readiness`);
      if (response.ok) {
        return;
      }
    } catch {
      // Not listening yet.
    }
    await sleep(200);
  }
}
