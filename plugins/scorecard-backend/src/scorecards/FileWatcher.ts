import { stat } from 'node:fs/promises';

/**
 * Notices files that were written since the last look.
 *
 * @remarks
 * It looks instead of being told, because notifications do not reach a mounted
 * ConfigMap or a network file system.
 */
export class FileWatcher {
  readonly #paths: readonly string[];
  #last: string | undefined;

  constructor(options: { paths: readonly string[] }) {
    this.#paths = options.paths;
  }

  /** @returns whether any file differs from the last look; false at the first */
  async hasChanged(): Promise<boolean> {
    const marks = await Promise.all(
      this.#paths.map(async path => {
        const found = await stat(path).catch(() => undefined);
        return found ? `${found.mtimeMs}:${found.size}:${found.ino}` : 'none';
      }),
    );
    const current = marks.join('\n');
    const hasChanged = this.#last !== undefined && this.#last !== current;
    this.#last = current;
    return hasChanged;
  }
}
