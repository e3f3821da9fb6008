import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { findFolders } from './findFolders';
import type { GoldenPathSource } from './GoldenPathSource';

/** Golden paths in a repository at a configured integration. */
export class UrlGoldenPathSource implements GoldenPathSource {
  readonly #root: string;
  readonly #reader: UrlReaderService;

  constructor(root: string, reader: UrlReaderService) {
    this.#root = root;
    this.#reader = reader;
  }

  async read(options: {
    folders: string[];
    createTemporaryFolder: () => Promise<string>;
  }): Promise<string[]> {
    const { folders, createTemporaryFolder } = options;
    // One download, so that no push can come between a template and its parts.
    const tree = await this.#reader.readTree(this.#root, {
      filter: path => folders.some(folder => path.startsWith(`${folder}/`)),
    });
    const copy = await createTemporaryFolder();
    await tree.dir({ targetDir: copy });
    return findFolders(this.#root, copy, folders);
  }
}
