import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { stringify } from 'yaml';
import { ManagedProcess } from '../../scripts/launcher/ManagedProcess.mjs';
import { root } from '../../scripts/launcher/paths.mjs';
import { run } from './run.mjs';

const entry = fileURLToPath(new URL('./runMinimalPortal.mjs', import.meta.url));
const organization = 'harborline';
const user = 'causeway-bot';

/**
 * The scaffolder with the portal's own actions, a catalog and a Git forge, started for a test on
 * the PostgreSQL server of the tests.
 */
export class MinimalPortal {
  #process;
  #url;
  #forgeUrl;
  #password;
  #token;
  #folder;
  #database;

  /** @param {{ folder?: string }} [options] of the golden paths; the checkout's by default */
  static async start({ folder: templates = join(root, 'templates') } = {}) {
    const connection =
      process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING;
    if (!connection) {
      throw new Error(
        "No PostgreSQL: run 'yarn templates test' or 'npm test', or set BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING",
      );
    }
    const folder = await mkdtemp(join(tmpdir(), 'golden-paths-'));
    await chmod(folder, 0o755);
    const [port, forgePort] = await findFreePorts(2);
    const portal = new MinimalPortal();
    portal.#folder = folder;
    portal.#url = `http://127.0.0.1:${port}`;
    portal.#forgeUrl = `http://localhost:${forgePort}`;
    portal.#password = randomBytes(16).toString('hex');
    portal.#database = {
      connection,
      prefix: `golden_paths_${randomBytes(4).toString('hex')}_`,
    };
    const config = join(folder, 'app-config.yaml');
    await writeFile(config, stringify(portal.#describe(port, templates)));
    await mkdir(join(folder, 'forge'));
    portal.#process = await ManagedProcess.start({
      node: process.execPath,
      args: [
        ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
        ...[entry, '--config', config],
      ],
      env: {
        FORGE_URL: portal.#forgeUrl,
        FORGE_USER: user,
        FORGE_PASSWORD: portal.#password,
        FORGE_FOLDER: join(folder, 'forge'),
        LOG_LEVEL: 'warn',
      },
      cwd: root,
      logFile: join(folder, 'portal.log'),
    });
    try {
      await portal.#untilReady();
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  /** Where rendered text has an address that differs with every start. */
  get forgeHost() {
    return new URL(this.#forgeUrl).host;
  }

  #describe(port, templates) {
    const forge = this.forgeHost;
    return {
      app: { baseUrl: this.#url },
      backend: {
        baseUrl: this.#url,
        listen: { host: '127.0.0.1', port },
        database: {
          client: 'pg',
          connection: this.#database.connection,
          prefix: this.#database.prefix,
        },
      },
      auth: {
        providers: {
          guest: {
            dangerouslyAllowOutsideDevelopment: true,
            userEntityRef: 'user:default/guest',
          },
        },
      },
      permission: { enabled: false },
      integrations: {
        gitea: [
          {
            host: forge,
            baseUrl: this.#forgeUrl,
            username: user,
            password: this.#password,
          },
        ],
      },
      catalog: {
        processingInterval: { minutes: 30 },
        rules: [{ allow: ['Component', 'API'] }],
        locations: [
          ...['organization', 'systems'].map(name => ({
            type: 'file',
            target: join(root, `catalog/demo/${name}.yaml`),
            rules: [{ allow: ['Group', 'User', 'Domain', 'System'] }],
          })),
          {
            type: 'file',
            target: join(templates, 'all.yaml'),
            rules: [{ allow: ['Location', 'Template'] }],
          },
        ],
      },
      goldenPaths: { root: templates },
      scaffolder: {
        // An update finds by it what the portal itself has rendered.
        defaultAuthor: { name: 'Causeway', email: 'causeway@localhost' },
        defaultEnvironment: {
          parameters: {
            scm: 'gitea',
            repositoryHost: forge,
            repositoryBaseUrl: this.#forgeUrl,
            repositoryOwner: organization,
          },
        },
      },
    };
  }

  async #untilReady() {
    const ready = new Promise((resolve, reject) => {
      // The backend itself sends messages too, for the CLI.
      this.#process.onMessage(({ type, reason }) => {
        if (type === 'ready') {
          resolve();
        } else if (type === 'failed') {
          reject(new Error(`The portal did not start: ${reason}`));
        }
      });
      this.#process.ended.then(() =>
        reject(new Error(`The portal ended:\n${this.#process.tail}`)),
      );
    });
    await ready;
    const answer = await fetch(`${this.#url}/api/auth/guest/refresh`, {
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
    });
    const { backstageIdentity } = await answer.json();
    this.#token = backstageIdentity.token;
  }

  /** Asks the portal's API and returns the status and the body. */
  async request(path, { method = 'GET', body } = {}) {
    const response = await fetch(`${this.#url}/api${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  }

  /** Waits until the catalog has read the template. */
  async untilTemplateIsKnown(name) {
    const path = `/catalog/entities/by-name/template/default/${name}`;
    const deadline = Date.now() + 60_000;
    while ((await this.request(path)).status !== 200) {
      if (Date.now() > deadline) {
        throw new Error(`The catalog does not know the template '${name}'`);
      }
      await sleep(200);
    }
  }

  /**
   * Runs a template as the form does.
   *
   * @returns {Promise<{ refusals?: object[], status?: string, log?: string, output?: object }>}
   */
  async scaffold(name, values) {
    await this.untilTemplateIsKnown(name);
    const { status, body } = await this.request('/scaffolder/v2/tasks', {
      method: 'POST',
      body: { templateRef: `template:default/${name}`, values },
    });
    if (status === 400 && body.errors) {
      return { refusals: body.errors };
    }
    if (status !== 201) {
      throw new Error(
        `The scaffolder answered ${status}: ${body.error?.message}`,
      );
    }
    return this.#untilDone(body.id);
  }

  async #untilDone(id) {
    const path = `/scaffolder/v2/tasks/${id}`;
    for (;;) {
      const { body: task } = await this.request(path);
      if (!['open', 'processing'].includes(task.status)) {
        const { body: events } = await this.request(`${path}/events`);
        return {
          status: task.status,
          log: events.map(event => event.body.message).join('\n'),
          output: events.at(-1)?.body.output,
        };
      }
      await sleep(100);
    }
  }

  /** Clones a repository as its team would, with the right to push. */
  async clone(name, branch = 'main') {
    const target = await mkdtemp(join(this.#folder, `${name}-`));
    const url = new URL(`/${organization}/${name}.git`, this.#forgeUrl);
    url.username = user;
    url.password = this.#password;
    await run(
      'git',
      ['clone', '--quiet', '--branch', branch, url.href, target],
      { cwd: this.#folder, env: { GIT_TERMINAL_PROMPT: '0' } },
    );
    return target;
  }

  /** Asks the forge's API. */
  async requestForge(path, { method = 'GET', body } = {}) {
    const credentials = Buffer.from(`${user}:${this.#password}`);
    return fetch(`${this.#forgeUrl}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Basic ${credentials.toString('base64')}`,
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
  }

  /** Makes a repository that came from no golden path. */
  async createRepository(name, files) {
    await this.requestForge(`/orgs/${organization}/repos`, {
      method: 'POST',
      body: { name, auto_init: true, default_branch: 'main' },
    });
    const folder = await this.clone(name);
    await this.commit(folder, files);
  }

  /** Writes files into a clone and pushes them. */
  async commit(folder, files) {
    for (const [path, text] of Object.entries(files)) {
      await writeFile(join(folder, path), text);
    }
    const git = (...args) => run('git', args, { cwd: folder });
    await git('add', '--all');
    await git(
      ...['-c', 'user.name=Ada', '-c', 'user.email=ada@harborline.example'],
      ...['commit', '--quiet', '--message', 'Change it'],
    );
    await git('push', '--quiet', 'origin', 'HEAD');
  }

  async stop() {
    await this.#process.stop();
    await dropDatabases(this.#database);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function dropDatabases({ connection, prefix }) {
  const client = new Client({ connectionString: connection });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of rows) {
      await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
    }
  } finally {
    await client.end();
  }
}

/** Ports that nobody listens on, found together so that none comes twice. */
export async function findFreePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  return Promise.all(
    servers.map(async server => {
      const { port } = server.address();
      server.close();
      await once(server, 'close');
      return port;
    }),
  );
}
