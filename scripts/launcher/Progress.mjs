const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Shows each step and how long it took: one live line on a terminal, plain lines elsewhere.
 */
export class Progress {
  #stream;
  #isLive;

  /** @param {{ stream?: NodeJS.WriteStream }} [options] */
  constructor({ stream = process.stdout } = {}) {
    this.#stream = stream;
    this.#isLive =
      Boolean(stream.isTTY) && !process.env.CI && process.env.TERM !== 'dumb';
  }

  /**
   * Runs `work` as a step. Its argument shows a detail on the live line; what it returns may
   * carry a `note` that ends the step's line.
   *
   * @template T
   * @param {string} title
   * @param {(detail: (text: string) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(title, work) {
    const start = performance.now();
    const seconds = () =>
      `${((performance.now() - start) / 1000).toFixed(1)} s`;
    let detail = '';
    let frame = 0;
    const draw = () => {
      frame += 1;
      const line = `${
        frames[frame % frames.length]
      } ${title} ${seconds()} ${detail}`;
      this.#stream.write(
        `\r\x1b[2K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`,
      );
    };
    const timer = this.#isLive ? setInterval(draw, 100) : undefined;
    if (!this.#isLive) {
      this.#stream.write(`… ${title}\n`);
    }
    const finish = (mark, note) => {
      clearInterval(timer);
      if (this.#isLive) {
        this.#stream.write('\r\x1b[2K');
      }
      this.#stream.write(
        `${mark} ${title} (${seconds()})${note ? `: ${note}` : ''}\n`,
      );
    };

    try {
      const result = await work(text => {
        detail = text;
      });
      finish('✓', result?.note);
      return result;
    } catch (error) {
      finish('✗');
      throw error;
    }
  }

  /** @param {string} text */
  say(text) {
    this.#stream.write(`${text}\n`);
  }
}
