import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { connect } from 'node:net';

const probeEveryMs = 250;

/**
 * Spreads requests over the replicas that say they are ready, without stickiness. It asks for
 * readiness as a load balancer does, every quarter of a second, and never tries a request again.
 */
export class LoadBalancer {
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #backends = new Map();
  #next = 0;
  #server;
  #timer;

  async listen(port) {
    this.#server = createServer((req, res) => this.#forward(req, res));
    this.#server.on('upgrade', (req, socket, head) =>
      this.#forwardUpgrade(req, socket, head),
    );
    this.#server.keepAliveTimeout = 60_000;
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#timer = setInterval(() => this.#probeAll(), probeEveryMs);
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param {import('./Replica.mjs').Replica} replica */
  add(replica) {
    this.#backends.set(replica, { isReady: false });
  }

  /** @param {import('./Replica.mjs').Replica} replica */
  remove(replica) {
    this.#backends.delete(replica);
  }

  async untilReady(replica) {
    while (!this.#backends.get(replica)?.isReady) {
      await this.#probe(replica);
      await new Promise(resolve => {
        setTimeout(resolve, 20);
      });
    }
  }

  async close() {
    clearInterval(this.#timer);
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }

  async #probeAll() {
    await Promise.all(
      [...this.#backends.keys()].map(each => this.#probe(each)),
    );
  }

  async #probe(replica) {
    const state = this.#backends.get(replica);
    const isReady = await fetch(`${replica.healthUrl}/healthz/ready`, {
      signal: AbortSignal.timeout(2000),
    }).then(
      async response => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (state) {
      state.isReady = isReady;
    }
  }

  #pick() {
    const ready = [...this.#backends]
      .filter(([, { isReady }]) => isReady)
      .map(([replica]) => replica);
    // With none ready a request goes to any, whose own answer says why.
    const candidates = ready.length > 0 ? ready : [...this.#backends.keys()];
    this.#next += 1;
    return candidates[this.#next % candidates.length];
  }

  #forward(req, res) {
    const replica = this.#pick();
    const { hostname, port } = new URL(replica.url);
    const upstream = request(
      {
        hostname,
        port,
        method: req.method,
        path: req.url,
        headers: { ...req.headers, 'x-forwarded-for': '127.0.0.1' },
        agent: this.#agent,
      },
      answer => {
        const headers = { ...answer.headers };
        // Between the balancer and the replica only.
        delete headers.connection;
        res.writeHead(answer.statusCode, {
          ...headers,
          'x-replica': String(port),
        });
        answer.pipe(res);
      },
    );
    upstream.on('error', error => {
      if (res.headersSent) {
        res.destroy();
      } else {
        res.writeHead(502, { 'x-replica': String(port) });
        res.end(`${error.code ?? error.message}`);
      }
    });
    res.once('close', () => upstream.destroy());
    req.pipe(upstream);
  }

  #forwardUpgrade(req, socket, head) {
    const { hostname, port } = new URL(this.#pick().url);
    const upstream = connect(Number(port), hostname, () => {
      const headers = req.rawHeaders
        .flatMap((value, index, all) =>
          index % 2 === 0 ? [`${value}: ${all[index + 1]}`] : [],
        )
        .join('\r\n');
      upstream.write(`${req.method} ${req.url} HTTP/1.1\r\n${headers}\r\n\r\n`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    for (const each of [socket, upstream]) {
      each.on('error', () => {});
      each.once('close', () => {
        socket.destroy();
        upstream.destroy();
      });
    }
  }
}
