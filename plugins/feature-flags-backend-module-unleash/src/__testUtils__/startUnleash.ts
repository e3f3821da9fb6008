import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface RunningUnleash {
  url: string;
  /** Calls its admin API with the token of the tests. */
  call(method: string, path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts an Unleash server on an empty database, with one token that may do everything. */
export async function startUnleash(options: {
  server: string;
  databaseUrl: string;
  token: string;
}): Promise<RunningUnleash> {
  const { server, databaseUrl, token } = options;
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const output: string[] = [];
  const child = spawn(process.execPath, [server], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: 'false',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
      INIT_ADMIN_API_TOKENS: token,
      CHECK_VERSION: 'false',
      SEND_TELEMETRY: 'false',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', chunk => output.push(String(chunk)));
  child.stderr.on('data', chunk => output.push(String(chunk)));
  const killWithParent = () => child.kill('SIGKILL');
  process.once('exit', killWithParent);

  await waitUntilHealthy(url, child).catch(error => {
    child.kill('SIGKILL');
    throw new Error(`${error.message}\n${output.join('')}`);
  });
  return {
    url,
    async call(method, path, body) {
      const res = await fetch(`${url}/api/admin${path}`, {
        method,
        headers: { Authorization: token, 'Content-Type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      const text = await res.text();
      if (!res.ok) {
        throw new Error(`${method} ${path}: ${res.status} ${text}`);
      }
      return text && JSON.parse(text);
    },
    async stop() {
      process.off('exit', killWithParent);
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  };
}

async function waitUntilHealthy(
  url: string,
  child: ChildProcess,
): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) {
      throw new Error(`Unleash ended with code ${child.exitCode}`);
    }
    const res = await fetch(`${url}/health`).catch(() => undefined);
    await res?.body?.cancel();
    if (res?.ok) {
      return;
    }
    await setTimeout(250);
  }
  throw new Error('Unleash did not become healthy within 90 s');
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
