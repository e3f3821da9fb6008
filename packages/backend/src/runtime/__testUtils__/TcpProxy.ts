import { once } from 'node:events';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** Stands before the test database, so that a test can take it away. */
export class TcpProxy {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server?: Server;
  #port = 0;
  #isFrozen = false;

  constructor(connectionString: string) {
    this.#target = new URL(connectionString);
  }

  /** Lets connections through, on the same port each time. */
  async open() {
    this.#isFrozen = false;
    const { hostname, port } = this.#target;
    this.#server = createServer(socket => {
      const upstream = connect(Number(port), hostname);
      this.#pair(socket, upstream);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection and refuses new ones. */
  async close() {
    const closed = new Promise(resolve => this.#server?.close(resolve));
    this.#sockets.forEach(socket => socket.destroy());
    await closed;
  }

  /** Keeps every connection and lets nothing through, as a cut network does. */
  freeze() {
    this.#isFrozen = true;
  }

  /** What a backend is configured with. */
  get connection() {
    const { username, password } = this.#target;
    return { host: '127.0.0.1', port: this.#port, user: username, password };
  }

  #pair(left: Socket, right: Socket) {
    for (const [from, to] of [
      [left, right],
      [right, left],
    ]) {
      this.#sockets.add(from);
      from.on('error', () => {});
      from.on('data', chunk => {
        if (!this.#isFrozen) {
          to.write(chunk);
        }
      });
      from.once('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
