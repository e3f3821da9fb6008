import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { randomUUID } from 'node:crypto';
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { AcceptedKey } from '../keys/DatabaseKeyStore';
import type { FlagSetContent } from './FlagSetContent';

/** Raised when the content of the files changes so that older ones cannot be read. */
const format = 1;
const suffix = '.flags.json';
const keysFile = 'keys.json';

/**
 * Flag sets in local files, one each, for a start while the database does not answer.
 *
 * @remarks
 * The files hold rules and hashes of keys, so only their owner may read them.
 */
export class FileFlagSetStore {
  readonly #directory: string;
  readonly #logger: LoggerService;

  constructor(options: { directory: string; logger: LoggerService }) {
    this.#directory = options.directory;
    this.#logger = options.logger;
  }

  async save(content: FlagSetContent): Promise<void> {
    await this.#write(this.#path(content.name), content);
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  /** All that can be read; a damaged file is reported and left out. */
  async loadAll(): Promise<FlagSetContent[]> {
    const names = await this.#list();
    const contents: FlagSetContent[] = [];
    for (const name of names.filter(item => item.endsWith(suffix)).sort()) {
      const content = await this.#read<FlagSetContent>(name);
      if (content) {
        contents.push(content);
      }
    }
    return contents;
  }

  async saveKeys(keys: readonly AcceptedKey[]): Promise<void> {
    await this.#write(join(this.#directory, keysFile), keys);
  }

  async loadKeys(): Promise<AcceptedKey[]> {
    const names = await this.#list();
    const keys = names.includes(keysFile)
      ? await this.#read<AcceptedKey[]>(keysFile)
      : undefined;
    return keys ?? [];
  }

  /** Names of the files; none where another user of the machine could have put them. */
  async #list(): Promise<string[]> {
    try {
      const { uid, mode } = await stat(this.#directory);
      if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
        this.#logger.warn(
          `Feature flags saved in '${
            this.#directory
          }' are not used, because others may write there`,
        );
        return [];
      }
      return await readdir(this.#directory);
    } catch {
      // Nothing was saved yet.
      return [];
    }
  }

  async #read<T>(name: string): Promise<T | undefined> {
    try {
      const text = await readFile(join(this.#directory, name), 'utf8');
      const file: unknown = JSON.parse(text);
      if (!isSnapshotFile<T>(file)) {
        throw new Error('it is of another format');
      }
      return file.content;
    } catch (error) {
      this.#logger.warn(
        `What was saved of feature flags in '${name}' cannot be read: ${stringifyError(
          error,
        )}`,
      );
      return undefined;
    }
  }

  async #write(path: string, content: unknown): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    // Renaming replaces the file as a whole: a crash leaves the old one or the new one.
    const draft = `${path}.${randomUUID()}`;
    try {
      await writeFile(draft, JSON.stringify({ format, content }), {
        mode: 0o600,
      });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  #path(name: string): string {
    return join(this.#directory, `${encodeURIComponent(name)}${suffix}`);
  }
}

function isSnapshotFile<T>(
  file: unknown,
): file is { format: number; content: T } {
  return (
    typeof file === 'object' &&
    file !== null &&
    'format' in file &&
    file.format === format &&
    'content' in file
  );
}
