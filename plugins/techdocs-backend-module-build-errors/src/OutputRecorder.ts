import { Writable } from 'node:stream';

// mkdocs reports each page it reads, and says last why it stopped.
const maximumLength = 64 * 1024;

/** Passes what a command writes on, and remembers the end of it. */
export class OutputRecorder extends Writable {
  readonly #target: Writable | undefined;
  #text = '';

  constructor(target: Writable | undefined) {
    super({ decodeStrings: false });
    this.#target = target;
  }

  get text(): string {
    return this.#text;
  }

  _write(
    chunk: Buffer | string,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#text = (this.#text + chunk.toString()).slice(-maximumLength);
    this.#target?.write(chunk);
    done();
  }
}
