import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findBinaries } from './findBinaries';
import { findServerAccount } from './findServerAccount';
import { startPostgres } from './startPostgres';

const isRoot = process.getuid?.() === 0;
const user = 'owner';
const password = 'correct horse';

// Making the data takes seconds on a busy machine.
jest.setTimeout(120_000);

describe('startPostgres', () => {
  let folder: string;
  let port: number;
  const started: { close(): Promise<void> }[] = [];
  const ends: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-postgres-test-'));
    await chmod(folder, 0o755);
    const probe = await listen();
    port = probe.port;
    await close(probe.server);
    ends.length = 0;
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(server => server.close()));
    await rm(folder, { recursive: true, force: true });
  });

  async function start(dataDir = join(folder, 'postgres'), onPort = port) {
    const server = await startPostgres({
      dataDir,
      port: onPort,
      user,
      password,
      onLog: () => {},
      onEnd: reason => ends.push(reason),
    });
    started.push(server);
    return server;
  }

  async function query(sql: string, secret = password) {
    const client = new Client({
      host: '127.0.0.1',
      port,
      user,
      password: secret,
      database: 'postgres',
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('keeps data over a restart, orders text alike everywhere and asks for the password', async () => {
    const first = await start();
    await query("create table kept as select 'ä' as letter");
    await first.close();
    expect(ends).toEqual([]);
    await expect(query('select 1')).rejects.toThrow('ECONNREFUSED');

    await start();
    expect(await query('select letter from kept')).toEqual([{ letter: 'ä' }]);
    expect(
      await query(
        'select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()',
      ),
    ).toEqual([
      { datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 'UTF8' },
    ]);
    await expect(query('select 1', 'wrong')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('stops in order while a client is in the middle of a transaction', async () => {
    const server = await start();
    const client = new Client({
      host: '127.0.0.1',
      port,
      user,
      password,
      database: 'postgres',
    });
    client.on('error', () => {});
    await client.connect();
    await client.query('begin; create table unfinished (id int)');
    await server.close();

    await start();
    expect(
      await query("select to_regclass('unfinished') as unfinished"),
    ).toEqual([{ unfinished: null }]);
  });

  it('takes over from a server that outlived its parent', async () => {
    const dataDir = join(folder, 'postgres');
    const first = await start(dataDir);
    await query("create table kept as select 'here' as value");
    await first.close();
    const orphan = await startOrphan(dataDir);

    await start(dataDir);

    expect(await query('select value from kept')).toEqual([{ value: 'here' }]);
    const lock = await readFile(join(dataDir, 'postmaster.pid'), 'utf8');
    expect(Number.parseInt(lock, 10)).not.toBe(orphan);
  });

  it("passes over a lock file whose number now is another program's", async () => {
    const dataDir = join(folder, 'postgres');
    await (await start(dataDir)).close();
    // This very process runs and is no PostgreSQL.
    await writeFile(
      join(dataDir, 'postmaster.pid'),
      `${process.pid}\n${dataDir}\n`,
    );

    await start(dataDir);

    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('does over what was cut short while it was made', async () => {
    const dataDir = join(folder, 'postgres');
    await mkdir(`${dataDir}.new/base`, { recursive: true });
    await writeFile(join(`${dataDir}.new`, 'PG_VERSION'), '18\n');
    await mkdir(dataDir);

    await start(dataDir);

    expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
    await expect(stat(`${dataDir}.new`)).rejects.toThrow('ENOENT');
  });

  it('leaves a folder alone that holds something else', async () => {
    await writeFile(join(folder, 'thesis.txt'), 'years of work');

    await expect(start(folder)).rejects.toThrow(
      `The folder '${folder}' is not empty and holds no PostgreSQL data.`,
    );
    expect(await readFile(join(folder, 'thesis.txt'), 'utf8')).toBe(
      'years of work',
    );
  });

  it('names the versions when another PostgreSQL wrote the data', async () => {
    await writeFile(join(folder, 'PG_VERSION'), '19\n');

    await expect(start(folder)).rejects.toThrow(
      `The data in '${folder}' was written by PostgreSQL 19, and this is PostgreSQL 18.`,
    );
  });

  it('says why when its port is taken', async () => {
    const taken = await listen();
    try {
      await expect(start(join(folder, 'postgres'), taken.port)).rejects.toThrow(
        new RegExp(
          `PostgreSQL did not start on port ${taken.port} .*Address already in use`,
        ),
      );
    } finally {
      await close(taken.server);
    }
  });

  it('tells when the server ends by itself', async () => {
    const dataDir = join(folder, 'postgres');
    await start(dataDir);
    const pid = Number.parseInt(
      await readFile(join(dataDir, 'postmaster.pid'), 'utf8'),
      10,
    );

    process.kill(pid, 'SIGTERM');
    await untilTrue(() => ends.length > 0);

    expect(ends).toEqual([
      expect.stringMatching(
        /^PostgreSQL ended by itself\. It said: .*shut down/,
      ),
    ]);
  });

  (isRoot ? describe : describe.skip)(
    'as root (needs root, nobody else has this to do)',
    () => {
      it('places its data elsewhere when its user cannot enter the folder', async () => {
        await chmod(folder, 0o700);
        const dataDir = join(folder, 'postgres');
        try {
          const first = await start(dataDir);
          await query("create table kept as select 'here' as value");
          expect((await lstat(dataDir)).isSymbolicLink()).toBe(true);
          expect(await readlink(dataDir)).toMatch(
            /^\/var\/lib\/causeway\/[0-9a-f]{12}\/postgres$/,
          );
          await first.close();

          await start(dataDir);
          expect(await query('select value from kept')).toEqual([
            { value: 'here' },
          ]);
        } finally {
          await Promise.all(started.splice(0).map(server => server.close()));
          await rm(dirname(await readlink(dataDir)), {
            recursive: true,
            force: true,
          });
        }
      });
    },
  );

  // A server whose parent, a shell, is gone.
  async function startOrphan(dataDir: string): Promise<number> {
    const { postgres } = await findBinaries(dataDir, { isRoot });
    const { stdout } = await promisify(execFile)(
      'sh',
      [
        '-c',
        '"$0" -D "$1" -p "$2" -c unix_socket_directories= >/dev/null 2>&1 & echo $!',
        postgres,
        dataDir,
        String(port),
      ],
      { ...(isRoot && (await findServerAccount())), cwd: '/' },
    );
    await untilTrue(() =>
      query('select 1').then(
        () => true,
        () => false,
      ),
    );
    return Number(stdout);
  }
});

async function untilTrue(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await condition()) {
      return;
    }
    await sleep(50);
  }
  throw new Error('It did not come true within 10 seconds');
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The probe has no port');
  }
  return { server, port: address.port };
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
