import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNodeRuntime } from '../../scripts/launcher/nodeRuntime.mjs';
import { bundle } from '../../scripts/launcher/paths.mjs';
import { portsFrom } from '../../scripts/launcher/ports.mjs';
import { Progress } from '../../scripts/launcher/Progress.mjs';
import {
  claimPortal,
  startBackend,
  startLocalServices,
} from '../../scripts/launcher/runPortal.mjs';
import { ForgeClient } from './ForgeClient';

export interface OwnPortal {
  url: string;
  forge: ForgeClient;
  /** Where its PostgreSQL is, for `psql` and its like. */
  databaseEnv: NodeJS.ProcessEnv;
  /** Ends the backend as a power cut would, and leaves the services running. */
  kill: () => Promise<void>;
  /** Ends the backend in order, and leaves the services running. */
  stopBackend: () => Promise<void>;
  /** Starts the backend again on the same data; resolves when it is ready. */
  restart: () => Promise<void>;
  /** Stops PostgreSQL, the forge and the cluster. */
  stopServices: () => Promise<void>;
  /** Starts them again on the same data. */
  startServices: () => Promise<void>;
  readLog: () => Promise<string>;
  /** Every route that the started backend has, as `METHOD /path`, and routers that none leads to. */
  readRoutes: () => Promise<{ routes: string[]; unreached: string[][] }>;
  stop: () => Promise<void>;
}

/**
 * Starts a second portal from the same bundle, with services and data of its own, for tests
 * that break it or configure it otherwise.
 */
export async function startOwnPortal(
  port: number,
  further: {
    /** Configuration files that win over the demo's own. */
    configs?: string[];
    /** Variables that they read. */
    env?: NodeJS.ProcessEnv;
  } = {},
): Promise<OwnPortal> {
  // Nothing but its own `stop` ends it early.
  const context = {
    progress: new Progress(),
    stop: new AbortController().signal,
  };
  const runtime = await findNodeRuntime(context);
  const data = await mkdtemp(join(tmpdir(), 'causeway-e2e-portal-'));
  // Else PostgreSQL's user could not enter, and its data would lie elsewhere.
  await chmod(data, 0o755);
  const options = { data, port, cluster: 'demo' as const };
  const claim = await claimPortal(context, options);
  const startServices = () =>
    startLocalServices(context, { ...options, claim, runtime });
  let services = await startServices();
  const routesFile = join(data, 'routes.json');
  const start = () =>
    startBackend(context, {
      claim,
      runtime,
      entry: join(bundle, 'packages', 'backend'),
      data,
      configs: further.configs,
      env: {
        ...services.env,
        DOCS_UNAVAILABLE: 'Not needed here',
        ROUTES_FILE: routesFile,
        NODE_OPTIONS: `--require=${join(
          import.meta.dirname,
          'recordRoutes.cjs',
        )}`,
        ...further.env,
      },
    });
  const clear = async () => {
    await services.process.stop();
    await claim.release();
    await rm(data, { recursive: true, force: true });
  };
  let backend: Awaited<ReturnType<typeof start>>;
  try {
    backend = await start();
  } catch (error) {
    await clear();
    throw error;
  }
  const signal = (name: NodeJS.Signals) => {
    const { pid } = backend.process;
    if (pid === undefined) {
      throw new Error('The backend does not run');
    }
    process.kill(pid, name);
  };
  return {
    url: backend.url,
    forge: new ForgeClient({
      url: `http://localhost:${portsFrom(port).forge}`,
      user: String(services.env.FORGE_USER),
      password: String(services.env.FORGE_PASSWORD),
    }),
    databaseEnv: {
      PGHOST: services.env.POSTGRES_HOST,
      PGPORT: services.env.POSTGRES_PORT,
      PGUSER: services.env.POSTGRES_USER,
      PGPASSWORD: services.env.POSTGRES_PASSWORD,
    },
    kill: async () => {
      signal('SIGKILL');
      await backend.process.ended;
    },
    stopBackend: () => backend.process.stop(),
    restart: async () => {
      backend = await start();
    },
    stopServices: () => services.process.stop(),
    startServices: async () => {
      services = await startServices();
    },
    readRoutes: async () => {
      await rm(routesFile, { force: true });
      signal('SIGUSR2');
      for (;;) {
        const text = await readFile(routesFile, 'utf8').catch(() => '');
        // Written in one go, but it may be read before its end.
        if (text.endsWith('}')) {
          return JSON.parse(text);
        }
        await sleep(50);
      }
    },
    readLog: () => readFile(join(data, 'logs', 'portal.log'), 'utf8'),
    stop: async () => {
      await backend.process.stop();
      await clear();
    },
  };
}
