import { createServer } from 'node:net';
import { Problem } from './Problem.mjs';

/**
 * The ports of a portal: its own, and one for each local service.
 *
 * @param {number} portal
 */
export function portsFrom(portal) {
  return {
    portal,
    forge: portal + 10,
    cluster: portal + 20,
    postgres: portal + 30,
  };
}

/**
 * @param {Record<string, number>} ports by the name of what listens there
 * @throws {Problem} when one of them is taken
 */
export async function assertPortsFree(ports) {
  for (const [name, port] of Object.entries(ports)) {
    if (!(await isFree(port))) {
      throw new Problem(
        `Port ${port}, for ${name}, is in use by another program.`,
        `Stop that program, or choose other ports with 'npm start -- --port ${
          ports.portal + 1000
        }'.`,
      );
    }
  }
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
