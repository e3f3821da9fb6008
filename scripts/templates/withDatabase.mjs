import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPortal, startLocalServices } from '../launcher/runPortal.mjs';
import { readOptions } from '../launcher/readOptions.mjs';

const variable = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

/**
 * Does `work` with the PostgreSQL server of the tests: the one that the environment names, or one
 * that lives as long as the work.
 *
 * @param {import('../launcher/main.mjs').Context} context
 * @param {{ node: string, env: NodeJS.ProcessEnv }} runtime
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} work
 */
export async function withDatabase(context, runtime, work) {
  if (process.env[variable]) {
    return work({});
  }
  const data = await mkdtemp(join(tmpdir(), 'causeway-templates-'));
  // Else PostgreSQL's user could not enter.
  await chmod(data, 0o755);
  const options = {
    ...readOptions(['--port', process.env.PORT ?? '7507']),
    data,
  };
  const claim = await claimPortal(context, options);
  let services;
  try {
    services = await startLocalServices(context, {
      ...options,
      claim,
      runtime,
    });
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT } =
      services.env;
    const url = new URL(
      `postgresql://${POSTGRES_HOST}:${POSTGRES_PORT}/postgres`,
    );
    url.username = POSTGRES_USER;
    url.password = POSTGRES_PASSWORD;
    return await work({ [variable]: url.href });
  } finally {
    await services?.process.stop();
    await claim.release();
    await rm(data, { recursive: true, force: true });
  }
}
