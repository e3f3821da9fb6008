import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { assertServerUsable } from './assertServerUsable';
import { type RunningPostgres, startPostgres } from './startPostgres';

jest.setTimeout(120_000);

describe('assertServerUsable', () => {
  let folder: string;
  let server: RunningPostgres;
  let free: number;

  const connection = () => ({
    host: server.host,
    port: server.port,
    user: 'owner',
    password: 'secret',
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-postgres-test-'));
    await chmod(folder, 0o755);
    const [port, other] = await findPorts(2);
    free = other;
    server = await startPostgres({
      dataDir: join(folder, 'postgres'),
      port,
      user: 'owner',
      password: 'secret',
      onLog: () => {},
      onEnd: () => {},
    });
    const client = new Client({
      ...connection(),
      database: 'postgres',
    });
    await client.connect();
    await client.query("create role reader login password 'secret'");
    await client.end();
  });

  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is content with a server on which databases can be made', async () => {
    await expect(assertServerUsable(connection())).resolves.toBeUndefined();
  });

  it('names the server and what to mend', async () => {
    const mend =
      'Check POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_PASSWORD, or unset POSTGRES_HOST to start one here.';
    const place = `The PostgreSQL server at '127.0.0.1:${server.port}' that POSTGRES_HOST names cannot be used as`;

    await expect(
      assertServerUsable({ ...connection(), port: free }),
    ).rejects.toThrow(
      `The PostgreSQL server at '127.0.0.1:${free}' that POSTGRES_HOST names cannot be used as 'owner': connect ECONNREFUSED 127.0.0.1:${free}. ${mend}`,
    );
    await expect(
      assertServerUsable({ ...connection(), password: 'wrong' }),
    ).rejects.toThrow(
      `${place} 'owner': password authentication failed for user "owner". ${mend}`,
    );
    await expect(
      assertServerUsable({ ...connection(), user: 'reader' }),
    ).rejects.toThrow(
      `${place} 'reader': it may not create databases, and the portal keeps one for each plugin. Run 'ALTER ROLE "reader" CREATEDB' there. ${mend}`,
    );
  });
});

async function findPorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const probe of probes) {
    probe.listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    if (typeof address === 'object' && address) {
      ports.push(address.port);
    }
  }
  for (const probe of probes) {
    probe.close();
    await once(probe, 'close');
  }
  return ports;
}
