/** A failure that the person at the terminal can mend: a cause and what to do about it. */
export class Problem extends Error {
  /**
   * @param {string} cause one plain sentence
   * @param {string} mend one plain sentence
   * @param {string} [output] the end of what a failed command printed
   */
  constructor(cause, mend, output) {
    super(`${cause} ${mend}`);
    this.name = 'Problem';
    this.output = output;
  }
}
