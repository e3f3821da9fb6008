/**
 * A process that asks as fast as it gets answers.
 *
 * Argument: a description of the load as JSON. Prints what it measured as JSON.
 */
import { connect } from 'node:net';
import { percentile } from './statistics.mjs';

const { port, requests, connections, seconds, warmupSeconds, status } =
  JSON.parse(process.argv[2]);

const raw = requests.map(({ path, headers, body }) =>
  Buffer.from(
    [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  ),
);

const start = performance.now();
const measureFrom = start + warmupSeconds * 1_000;
const end = measureFrom + seconds * 1_000;
const latencies = [];
let unexpected = 0;
let total = 0;
let bytes = 0;
let next = 0;

await Promise.all(Array.from({ length: connections }, () => run()));

process.stdout.write(
  JSON.stringify({
    rate: latencies.length / seconds,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    unexpected,
    total,
    bytes: bytes / latencies.length,
  }),
);

/** One connection, one request at a time. */
function run() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let received = '';
    const send = () => {
      sentAt = performance.now();
      received = '';
      socket.write(raw[next++ % raw.length]);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', chunk => {
      received += chunk.latin1Slice();
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) {
        return;
      }
      const head = received.slice(0, headEnd);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < headEnd + 4 + length) {
        return;
      }
      const now = performance.now();
      total++;
      if (!head.startsWith(`HTTP/1.1 ${status} `)) {
        unexpected++;
      } else if (sentAt >= measureFrom) {
        latencies.push(now - sentAt);
        bytes += length;
      }
      if (now < end) {
        send();
      } else {
        socket.destroy();
        resolve();
      }
    });
  });
}
