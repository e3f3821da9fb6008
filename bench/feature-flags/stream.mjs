import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { percentile } from './statistics.mjs';

const changes = 10;

/** From a change in the server's memory to its event at each of many clients in this process. */
export async function measureStream(count) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('streamServer.mjs', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  try {
    const { port, path } = await receive(child, 'port');
    let heard = () => {};
    const sockets = await Promise.all(
      Array.from({ length: count }, () => open(port, path, () => heard())),
    );
    const delays = [];
    for (let change = 0; change < changes; change++) {
      const arrivals = [];
      const all = new Promise(resolve => {
        heard = () => {
          arrivals.push(Date.now());
          if (arrivals.length === count) {
            resolve();
          }
        };
      });
      child.send('change');
      const { changedAt } = await receive(child, 'changedAt');
      await all;
      delays.push(...arrivals.map(arrival => arrival - changedAt));
    }
    sockets.forEach(socket => socket.destroy());
    return { p50: percentile(delays, 50), p99: percentile(delays, 99) };
  } finally {
    child.kill();
  }
}

/** The next message with a field; what compiles the sources also sends some. */
async function receive(child, field) {
  for (;;) {
    const [message] = await once(child, 'message');
    if (message[field] !== undefined) {
      return message;
    }
  }
}

/** Connects, and waits for the beginning of the stream. */
function open(port, path, onEvent) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let isOpen = false;
    socket.on('error', reject);
    socket.on('connect', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`),
    );
    socket.on('data', chunk => {
      const text = chunk.latin1Slice();
      if (!isOpen && text.includes('\nid: ')) {
        isOpen = true;
        resolve(socket);
      } else if (isOpen && text.includes('refetchEvaluation')) {
        onEvent();
      }
    });
  });
}
