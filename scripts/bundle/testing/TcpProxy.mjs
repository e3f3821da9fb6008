import { createServer, connect } from 'node:net';
import { once } from 'node:events';

/** Stands between the portal and its database, so that a test can take the database away. */
export class TcpProxy {
  #target;
  #server;
  #sockets = new Set();
  #port = 0;

  /** @param {{ host: string, port: number }} target */
  constructor(target) {
    this.#target = target;
  }

  get port() {
    return this.#port;
  }

  /** Lets connections through, on the same port each time. */
  async open() {
    this.#server = createServer(socket => {
      const upstream = connect(this.#target);
      for (const each of [socket, upstream]) {
        this.#sockets.add(each);
        each.on('error', () => {});
        each.once('close', () => {
          this.#sockets.delete(each);
          socket.destroy();
          upstream.destroy();
        });
      }
      socket.pipe(upstream).pipe(socket);
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
  }

  /** Ends every connection and refuses new ones, as a server that is gone. */
  async close() {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.resetAndDestroy?.();
      socket.destroy();
    }
    await closed;
  }
}
