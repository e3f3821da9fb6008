import { findFolders } from './findFolders';
import type { GoldenPathSource } from './GoldenPathSource';

/** Golden paths in a folder of this machine. */
export class FolderGoldenPathSource implements GoldenPathSource {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async read({ folders }: { folders: string[] }): Promise<string[]> {
    return findFolders(this.#root, this.#root, folders);
  }
}
