/** Counts what passed, failed and was skipped over all suites. */
export class Tally {
  #passed = 0;
  #failed = [];
  #skipped = [];

  pass(count = 1) {
    this.#passed += count;
  }

  /** @param {string} name */
  fail(name) {
    this.#failed.push(name);
  }

  /** @param {string} name @param {string} reason */
  skip(name, reason) {
    this.#skipped.push({ name, reason });
  }

  get hasFailed() {
    return this.#failed.length > 0;
  }

  /** Prints each skipped and failed test, then one line with the counts. */
  report() {
    for (const { name, reason } of this.#skipped) {
      process.stdout.write(`skipped: ${name}: ${reason}\n`);
    }
    for (const name of this.#failed) {
      process.stdout.write(`failed: ${name}\n`);
    }
    const skipped =
      this.#skipped.length > 0 ? `, ${this.#skipped.length} skipped` : '';
    process.stdout.write(
      `${this.#passed} passed, ${this.#failed.length} failed${skipped}\n`,
    );
  }
}
