import { Stopped } from '../launcher/Stopped.mjs';

/** Counts what passed, failed and was skipped over all suites. */
export class Tally {
  #stream;
  #passed = 0;
  #failed = [];
  #skipped = [];

  /** @param {{ stream?: NodeJS.WritableStream }} [options] */
  constructor({ stream = process.stdout } = {}) {
    this.#stream = stream;
  }

  pass() {
    this.#passed += 1;
  }

  /** @param {string} name */
  fail(name) {
    this.#failed.push(name);
  }

  /**
   * Counts a test that did not run; one that does not say why counts as failed.
   *
   * @param {string} name
   * @param {string} [reason] defaults to what the name says it needs: `reads a page (needs mkdocs)`
   */
  skip(name, reason = findNeed(name)) {
    if (reason) {
      this.#skipped.push({ name, reason });
    } else {
      this.fail(
        `${name}: skipped without a reason; say what it needs as '(needs …)' in its name`,
      );
    }
  }

  /**
   * Runs a stage of the tests. A stage that cannot go on is a failure and not the end.
   *
   * @param {string} name
   * @param {() => Promise<void>} work
   */
  async stage(name, work) {
    try {
      await work();
    } catch (error) {
      if (error instanceof Stopped) {
        throw error;
      }
      this.fail(
        `${name}: ${error.output ? `${error.output}\n` : ''}${
          error.name === 'Problem' ? error.message : error.stack ?? error
        }`,
      );
    }
  }

  get failures() {
    return this.#failed.length;
  }

  get hasFailed() {
    return this.#failed.length > 0;
  }

  /** Prints each skipped and failed test, then one line with the counts. */
  report() {
    for (const { name, reason } of this.#skipped) {
      this.#stream.write(`skipped: ${name}: ${reason}\n`);
    }
    for (const name of this.#failed) {
      this.#stream.write(`failed: ${name}\n`);
    }
    const skipped =
      this.#skipped.length > 0 ? `, ${this.#skipped.length} skipped` : '';
    this.#stream.write(
      `${this.#passed} passed, ${this.#failed.length} failed${skipped}\n`,
    );
  }
}

function findNeed(name) {
  return name.match(/\((needs [^)]+)\)/)?.[1];
}
