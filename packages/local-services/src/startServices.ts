import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { startPostgres } from './postgres/startPostgres';

/** The services that stand in for PostgreSQL, a Git host and a cluster on one machine. */
export interface RunningServices {
  /** Variables that the portal's configuration reads, beyond those it was started with. */
  env: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Starts every local service that the environment does not replace by a real one.
 *
 * @param env - set by the launcher; `POSTGRES_HOST` names a server to use instead of ours
 */
export async function startServices(
  env: NodeJS.ProcessEnv,
): Promise<RunningServices> {
  const data = read(env, 'CAUSEWAY_DATA');
  const started: Array<{ close(): Promise<void> }> = [];
  const log = (text: string) => process.stdout.write(`${text.trimEnd()}\n`);

  if (!env.POSTGRES_HOST) {
    started.push(
      await startPostgres({
        dataDir: join(data, 'postgres'),
        port: Number(read(env, 'POSTGRES_PORT')),
        user: read(env, 'POSTGRES_USER'),
        password: read(env, 'POSTGRES_PASSWORD'),
        onLog: log,
      }),
    );
    process.send?.({ type: 'started', service: 'PostgreSQL' });
  }

  const marker = join(data, 'running');
  await writeFile(marker, String(process.pid));
  return {
    env: { CLUSTER_NAME: 'demo' },
    async close() {
      await Promise.all(started.map(service => service.close()));
      await rm(marker, { force: true });
    },
  };
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
