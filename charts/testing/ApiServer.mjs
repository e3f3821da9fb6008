import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const token = 'token-of-the-test';

/**
 * A real kube-apiserver with etcd, and nothing that runs pods: what a cluster accepts, refuses
 * and permits can be asked of it.
 */
export class ApiServer {
  #folder;
  #processes;
  #port;
  #resources = new Map();

  /** @param {{ etcd: string, 'kube-apiserver': string }} paths */
  static async start(paths) {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-kube-apiserver-'));
    const [client, peer, port] = await findPorts(3);
    const server = new ApiServer(folder, port);
    server.#run('etcd', paths.etcd, [
      ...['--data-dir', join(folder, 'etcd'), '--unsafe-no-fsync'],
      ...['--listen-client-urls', `http://127.0.0.1:${client}`],
      ...['--advertise-client-urls', `http://127.0.0.1:${client}`],
      ...['--listen-peer-urls', `http://127.0.0.1:${peer}`],
      ...['--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
      ...['--initial-cluster', `default=http://127.0.0.1:${peer}`],
    ]);
    const key = await writeSigningKey(folder);
    const tokens = join(folder, 'tokens.csv');
    await writeFile(tokens, `${token},admin,admin,system:masters\n`);
    server.#run('kube-apiserver', paths['kube-apiserver'], [
      ...['--etcd-servers', `http://127.0.0.1:${client}`],
      ...['--bind-address', '127.0.0.1', '--secure-port', String(port)],
      ...['--cert-dir', join(folder, 'certificates')],
      ...['--service-account-issuer', 'https://kubernetes.default.svc'],
      ...['--service-account-key-file', key],
      ...['--service-account-signing-key-file', key],
      ...['--service-cluster-ip-range', '10.0.0.0/16'],
      ...['--authorization-mode', 'RBAC', '--token-auth-file', tokens],
      // It would tell pods of an address that only this machine has.
      ...['--endpoint-reconciler-type', 'none'],
    ]);
    try {
      await server.#untilReady();
      await writeFile(server.kubeconfig, JSON.stringify(kubeconfig(port)));
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  constructor(folder, port) {
    this.#folder = folder;
    this.#port = port;
    this.#processes = [];
  }

  /** A file with which Helm finds it. */
  get kubeconfig() {
    return join(this.#folder, 'kubeconfig');
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string} [contentType]
   * @returns {Promise<{ status: number, warnings: string[], body: object }>}
   */
  async request(method, path, body, contentType = 'application/json') {
    const req = request({
      ...{ host: '127.0.0.1', port: this.#port, method, path },
      // It signs its own certificate, at every start another one.
      rejectUnauthorized: false,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': contentType,
      },
    });
    req.end(body && JSON.stringify(body));
    const [response] = await once(req, 'response');
    const text = (await response.setEncoding('utf8').toArray()).join('');
    const warnings = response.headers.warning;
    return {
      status: response.statusCode,
      warnings: warnings ? [warnings] : [],
      body: text.startsWith('{') ? JSON.parse(text) : { message: text },
    };
  }

  /**
   * Creates an object, or only asks whether it would be accepted.
   *
   * @param {object} object
   * @param {{ isDryRun?: boolean }} [options]
   */
  async create(object, { isDryRun = false } = {}) {
    const dryRun = isDryRun ? '&dryRun=All' : '';
    return this.request(
      'POST',
      `${await this.#pathOf(object)}?fieldValidation=Strict${dryRun}`,
      object,
    );
  }

  /**
   * Whether somebody may do something.
   *
   * @param {string} user
   * @param {{ verb: string, group: string, resource: string, subresource?: string, namespace?: string }} attributes
   */
  async permits(user, attributes) {
    const { status, body } = await this.create({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: { user, resourceAttributes: attributes },
    });
    if (status !== 201) {
      throw new Error(
        `The review was answered with ${status}: ${body.message}`,
      );
    }
    return body.status.allowed;
  }

  async stop() {
    for (const { child, log } of this.#processes.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      log.end();
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  #run(name, command, args) {
    const log = createWriteStream(join(this.#folder, `${name}.log`));
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    // A test that ends abruptly leaves nothing behind.
    process.once('exit', () => child.kill('SIGKILL'));
    this.#processes.push({ name, child, log });
  }

  async #untilReady() {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const ended = this.#processes.find(
        ({ child }) => child.exitCode !== null,
      );
      if (ended) {
        const text = await readFile(
          join(this.#folder, `${ended.name}.log`),
          'utf8',
        );
        throw new Error(`${ended.name} ended: ${text.slice(-2000)}`);
      }
      const isReady = await this.request('GET', '/readyz').then(
        ({ status }) => status === 200,
        () => false,
      );
      if (isReady) {
        return;
      }
      await sleep(200);
    }
    throw new Error('kube-apiserver was not ready after two minutes');
  }

  async #pathOf({ apiVersion, kind, metadata }) {
    const base = apiVersion.includes('/')
      ? `/apis/${apiVersion}`
      : `/api/${apiVersion}`;
    const resource = await this.#findResource(base, apiVersion, kind);
    const namespace = resource.namespaced
      ? `/namespaces/${metadata.namespace}`
      : '';
    return `${base}${namespace}/${resource.name}`;
  }

  // A custom kind is served a moment after its definition was accepted.
  async #findResource(base, apiVersion, kind) {
    const key = `${apiVersion} ${kind}`;
    for (let attempt = 0; attempt < 50; attempt += 1) {
      if (this.#resources.has(key)) {
        return this.#resources.get(key);
      }
      const { body } = await this.request('GET', base);
      for (const resource of body.resources ?? []) {
        if (!resource.name.includes('/')) {
          this.#resources.set(`${apiVersion} ${resource.kind}`, resource);
        }
      }
      if (!this.#resources.has(key)) {
        await sleep(200);
      }
    }
    throw new Error(`The server knows no '${kind}' of '${apiVersion}'`);
  }
}

async function writeSigningKey(folder) {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const file = join(folder, 'service-accounts.pem');
  await writeFile(file, privateKey);
  return file;
}

function kubeconfig(port) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'insecure-skip-tls-verify': true,
        },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
  };
}

async function findPorts(count) {
  const servers = Array.from({ length: count }, () =>
    createServer().listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => server.address().port);
  await Promise.all(
    servers.map(server => {
      server.close();
      return once(server, 'close');
    }),
  );
  return ports;
}
