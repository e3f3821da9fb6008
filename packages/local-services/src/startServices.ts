import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { startDemoCluster } from './cluster/startDemoCluster';
import { createConsoleLogger } from './createConsoleLogger';
import { seedRepositories } from './forge/seedRepositories';
import { startForge } from './forge/startForge';
import { prepareDemoServices } from './prepareDemoServices';
import { startKubeconfigProxy } from './kubeconfig/startKubeconfigProxy';
import { assertServerUsable } from './postgres/assertServerUsable';
import { startPostgres } from './postgres/startPostgres';

/** The services that stand in for PostgreSQL, a Git host and a cluster on one machine. */
export interface RunningServices {
  /** Variables that the portal's configuration reads, beyond those the launcher set. */
  env: { CLUSTER_NAME: string };
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

const organization = 'harborline';

/**
 * Starts every local service that the environment does not replace by a real one.
 *
 * @param env - set by the launcher; `POSTGRES_HOST` names a server to use instead of ours,
 *   `CAUSEWAY_CLUSTER=kubeconfig` shows the user's own cluster
 * @param options - `onEnd` receives a sentence when a service ends by itself
 * @throws InputError when a variable is missing or there is no kubeconfig to use
 */
export async function startServices(
  env: NodeJS.ProcessEnv,
  options: { onEnd: (reason: string) => void },
): Promise<RunningServices> {
  const data = read(env, 'CAUSEWAY_DATA');
  const started: Closable[] = [];
  const start = async <T extends Closable>(
    name: string,
    service: Promise<T>,
  ) => {
    const running = await service;
    started.push(running);
    process.send?.({ type: 'started', service: name });
    return running;
  };
  const close = async () => {
    await Promise.allSettled(started.map(service => service.close()));
  };

  const results = await Promise.allSettled([
    startCluster(env, start),
    start('the Git forge', startSeededForge(env, data)),
    env.POSTGRES_HOST
      ? assertServerUsable({ host: env.POSTGRES_HOST, ...readPostgres(env) })
      : start(
          'PostgreSQL',
          startPostgres({
            ...readPostgres(env),
            ...options,
            dataDir: join(data, 'postgres'),
            onLog: text => process.stdout.write(`${text.trimEnd()}\n`),
          }),
        ),
  ]);
  // Only now has every service started or failed, so that none is left behind.
  const [cluster] = results;
  const failed = results.find(result => result.status === 'rejected');
  if (failed || cluster.status === 'rejected') {
    await close();
    throw failed?.reason;
  }
  return { env: { CLUSTER_NAME: cluster.value }, close };
}

function readPostgres(env: NodeJS.ProcessEnv) {
  return {
    port: Number(read(env, 'POSTGRES_PORT')),
    user: read(env, 'POSTGRES_USER'),
    // Empty where a server of one's own asks for none.
    password: env.POSTGRES_PASSWORD ?? '',
  };
}

async function startSeededForge(env: NodeJS.ProcessEnv, data: string) {
  const port = Number(read(env, 'FORGE_PORT'));
  const logger = createConsoleLogger('forge');
  const forge = await startForge({
    port,
    baseUrl: `http://localhost:${port}`,
    repositoriesDir: join(data, 'repositories'),
    users: [
      {
        username: read(env, 'FORGE_USER'),
        password: read(env, 'FORGE_PASSWORD'),
      },
    ],
    organizations: [organization],
    logger,
  });
  const sourceDir = join(data, 'demo-services');
  await prepareDemoServices({
    checkout: read(env, 'CAUSEWAY_ROOT'),
    targetDir: sourceDir,
    portalUrl: `http://localhost:${read(env, 'CAUSEWAY_PORT')}`,
  });
  await seedRepositories({
    repositories: forge.repositories,
    organization,
    sourceDir,
    logger,
  });
  return forge;
}

async function startCluster(
  env: NodeJS.ProcessEnv,
  start: <T extends Closable>(name: string, service: Promise<T>) => Promise<T>,
): Promise<string> {
  const port = Number(read(env, 'CLUSTER_PORT'));
  const token = read(env, 'CLUSTER_TOKEN');
  if (env.CAUSEWAY_CLUSTER === 'kubeconfig') {
    const proxy = startKubeconfigProxy({ port, token });
    return (await start('the cluster of your kubeconfig', proxy)).contextName;
  }
  await start(
    'the demo cluster',
    startDemoCluster({
      port,
      token,
      manifestsDir: join(
        read(env, 'CAUSEWAY_ROOT'),
        'catalog',
        'demo',
        'cluster',
      ),
      logger: createConsoleLogger('cluster'),
    }),
  );
  return 'demo';
}

function read(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) {
    throw new InputError(
      `The variable '${name}' is not set. Start the local services with 'npm start'.`,
    );
  }
  return value;
}
