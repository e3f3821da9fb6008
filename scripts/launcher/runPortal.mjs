import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertGit } from './assertGit.mjs';
import { DataClaim } from './DataClaim.mjs';
import { explainSystemError } from './explainSystemError.mjs';
import { ManagedProcess } from './ManagedProcess.mjs';
import { Problem } from './Problem.mjs';
import { assertPortsFree, portsFrom } from './ports.mjs';
import { root, tools } from './paths.mjs';
import { readSecrets } from './secrets.mjs';

const transform = '@backstage/cli/config/nodeTransform.cjs';

// The first start of a large catalog's database on a slow disk takes a minute.
const readyWithinMs = 5 * 60_000;

// The start leaves garbage that V8 keeps for lack of a reason to collect it. These give it
// one without a limit that a large catalog could reach: 452 MB stay resident instead of 657,
// for no more processor time. A limit of 512 MB leaves 597, fewer arenas of malloc 677.
const memoryFlags = ['--heap-growing-percent=60', '--max-semi-space-size=8'];

/**
 * What a portal on this machine is started with.
 *
 * @typedef {object} PortalOptions
 * @property {string} data
 * @property {number} port the portal's; the services follow it
 * @property {'demo' | 'kubeconfig'} cluster
 * @property {string[]} [configs] further configuration files
 * @property {boolean} [isVerbose]
 */

/**
 * Makes sure, before anything takes long, that the portal can run here, and claims its data.
 *
 * @param {import('./main.mjs').Context} context
 * @param {PortalOptions} options
 * @param {Record<string, number>} [furtherPorts] by the name of what listens there
 * @returns {Promise<DataClaim>} to be released when everything has stopped
 * @throws {Problem} when the data or a port is in use, or Git is missing
 */
export async function claimPortal(context, { data, port }, furtherPorts = {}) {
  await assertGit();
  const claim = await DataClaim.take(data, context);
  try {
    const ports = portsFrom(port);
    await assertPortsFree(
      {
        'the portal': ports.portal,
        'the Git forge': ports.forge,
        'the cluster': ports.cluster,
        ...(process.env.POSTGRES_HOST ? {} : { PostgreSQL: ports.postgres }),
      },
      `Stop that program, or choose other ports with '-- --port ${
        ports.portal + 1000
      }'.`,
    );
    await assertPortsFree(furtherPorts, 'Stop that program and try again.');
    return claim;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/**
 * Starts the local services.
 *
 * @param {import('./main.mjs').Context} context
 * @param {PortalOptions & { claim: DataClaim, runtime: { node: string, env: NodeJS.ProcessEnv } }} options
 * @returns {Promise<{ process: ManagedProcess, env: NodeJS.ProcessEnv }>} the environment that
 *   `app-config.demo.yaml` reads
 */
export async function startLocalServices({ progress, stop }, options) {
  const { claim, runtime, data, isVerbose } = options;
  const env = { ...runtime.env, ...(await describeServices(options)) };
  stop.throwIfAborted();
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
      async detail => {
        await claimFor(claim, services);
        return await waitForReady({ services, data, detail, stop });
      },
    );
    return { process: services, env: { ...env, ...ready.env } };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

async function describeServices({ data, port, cluster }) {
  const ports = portsFrom(port);
  const secrets = await readSecrets(data);
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  return {
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
    ...(POSTGRES_HOST
      ? {
          POSTGRES_PORT: POSTGRES_PORT ?? '5432',
          POSTGRES_USER: POSTGRES_USER ?? 'postgres',
          POSTGRES_PASSWORD: POSTGRES_PASSWORD ?? '',
        }
      : {
          POSTGRES_PORT: String(ports.postgres),
          POSTGRES_USER: 'causeway_owner',
          POSTGRES_PASSWORD: secrets.postgres,
        }),
  };
}

async function waitForReady({ services, data, detail, stop }) {
  const ready = new Promise((resolve, reject) => {
    services.onMessage(message => {
      if (message.type === 'started') {
        detail(message.service);
      } else if (message.type === 'ready') {
        resolve(message);
      } else if (message.type === 'failed') {
        reject(
          explainSystemError(message) ??
            new Problem(
              message.reason,
              `The log is in ${join(data, 'logs', 'local-services.log')}.`,
            ),
        );
      }
    });
  });
  const message = await Promise.race([
    ready,
    services.ended,
    rejectOnStop(stop),
  ]);
  if (typeof message === 'number') {
    throw new Problem(
      'The local services ended before they were ready.',
      'Their last lines say why.',
      services.tail,
    );
  }
  return {
    env: {
      POSTGRES_HOST: process.env.POSTGRES_HOST || '127.0.0.1',
      ...message.env,
    },
  };
}

/**
 * Starts the built backend, which also serves the app, and waits until it is ready.
 *
 * @param {import('./main.mjs').Context} context
 * @param {object} options
 * @param {DataClaim} options.claim
 * @param {{ node: string }} options.runtime
 * @param {string} options.entry the backend's folder in the bundle
 * @param {string} options.data
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string[]} [options.configs] further configuration files
 * @param {boolean} [options.isVerbose]
 * @returns {Promise<{ process: ManagedProcess, url: string }>}
 */
export async function startBackend({ progress, stop }, options) {
  const { claim, runtime, entry, data, env, configs, isVerbose } = options;
  stop.throwIfAborted();
  const backend = await ManagedProcess.start({
    node: runtime.node,
    args: [
      ...memoryFlags,
      entry,
      ...demoConfigs(configs).flatMap(file => ['--config', file]),
    ],
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
    await progress.step('Start the portal', async () => {
      await claimFor(claim, backend);
      await untilReady(backend, url, stop);
    });
    return { process: backend, url };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

/** @param {string[]} [further] configuration files that win over the demo's own */
export function demoConfigs(further = []) {
  return [
    join(root, 'app-config.yaml'),
    join(root, 'app-config.demo.yaml'),
    ...further,
  ];
}

async function untilReady(backend, url, stop) {
  const deadline = Date.now() + readyWithinMs;
  while (!(await answers(`${url}/.backstage/health/v1/readiness`))) {
    stop.throwIfAborted();
    if (!backend.isRunning) {
      await backend.ended;
      throw new Problem(
        'The portal ended before it was ready.',
        'Its last lines say why.',
        backend.tail,
      );
    }
    if (Date.now() > deadline) {
      throw new Problem(
        'The portal did not become ready within five minutes.',
        'Its last lines may say why.',
        backend.tail,
      );
    }
    await sleep(200);
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

/**
 * Waits for Ctrl-C, a request to stop, or the end of one of the processes.
 *
 * @param {ManagedProcess[]} processes
 * @param {AbortSignal} stop
 * @returns {Promise<ManagedProcess | undefined>} the process that ended by itself
 */
export async function untilStopped(processes, stop) {
  try {
    return await Promise.race([
      ...processes.map(async managed => {
        await managed.ended;
        return managed;
      }),
      rejectOnStop(stop),
    ]);
  } catch (error) {
    if (stop.aborted) {
      return undefined;
    }
    throw error;
  }
}

function rejectOnStop(stop) {
  return new Promise((_, reject) => {
    const onAbort = () => reject(stop.reason);
    if (stop.aborted) {
      onAbort();
    } else {
      stop.addEventListener('abort', onAbort, { once: true });
    }
  });
}

async function claimFor(claim, managed) {
  if (managed.isRunning) {
    await claim.add(managed.pid);
  }
}
