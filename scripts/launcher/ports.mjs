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

/** Where `npm run dev` serves the app; the base configuration names it. */
export const appPort = 3000;

/**
 * @param {Record<string, number>} ports by the name of what listens there
 * @param {string} mend what to do when one of them is taken
 * @throws {Problem} when one of them is taken, or two are the same
 */
export async function assertPortsFree(ports, mend) {
  const names = new Map();
  for (const [name, port] of Object.entries(ports)) {
    if (names.has(port)) {
      throw new Problem(
        `Port ${port} is wanted for ${names.get(port)} and for ${name}.`,
        mend,
      );
    }
    names.set(port, name);
    if (!(await isFree(port))) {
      throw new Problem(
        `Port ${port}, for ${name}, is in use by another program.`,
        mend,
      );
    }
  }
}

async function isFree(port) {
  // macOS lets a program listen on one address while another listens on all of them.
  for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
    if (await isTaken(port, host)) {
      return false;
    }
  }
  return true;
}

function isTaken(port, host) {
  return new Promise(resolve => {
    const server = createServer();
    // Other errors: the machine has no such address.
    server.once('error', error => resolve(error.code === 'EADDRINUSE'));
    server.listen({ port, host, exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}
