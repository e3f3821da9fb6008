import { setTimeout as sleep } from 'node:timers/promises';

/** Requests from several clients at once, until it is stopped; it remembers every answer. */
export class Load {
  #clients;
  #isStopped = false;
  #answers = [];

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {string} options.token
   * @param {string[]} options.paths
   * @param {number} [options.clients]
   */
  static start(options) {
    return new Load(options);
  }

  constructor({ url, token, paths, clients = 6 }) {
    this.#clients = Array.from({ length: clients }, (_, index) =>
      this.#run(url, token, paths, index),
    );
  }

  /** What has been answered so far: path, status (0 without an answer), text of a failure. */
  get answers() {
    return this.#answers;
  }

  get failures() {
    return this.#answers.filter(({ status }) => status === 0 || status >= 400);
  }

  async stop() {
    this.#isStopped = true;
    await Promise.all(this.#clients);
  }

  async #run(url, token, paths, first) {
    for (let index = first; !this.#isStopped; index += 1) {
      const path = paths[index % paths.length];
      this.#answers.push(await ask(url, path, token));
      await sleep(20);
    }
  }
}

/** One request and what came of it. */
export async function ask(url, path, token) {
  const start = Date.now();
  try {
    const response = await fetch(`${url}${path}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return {
      path,
      at: start,
      tookMs: Date.now() - start,
      status: response.status,
      type: response.headers.get('content-type'),
      replica: response.headers.get('x-replica'),
      text: response.ok ? '' : text.slice(0, 400),
    };
  } catch (error) {
    return {
      path,
      at: start,
      tookMs: Date.now() - start,
      status: 0,
      text: `${error.cause?.code ?? error.cause ?? error.message}`,
    };
  }
}
