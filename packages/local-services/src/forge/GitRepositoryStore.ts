import { createHash, randomUUID } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, isError, NotFoundError } from '@backstage/errors';
import { commitFolder, type FolderCommit } from './commitFolder';
import type { GitProcesses } from './GitProcesses';
import { GitRepository } from './GitRepository';
import {
  assertOrganizationName,
  assertRepositoryName,
  isPlainName,
} from './names';

/** A repository as the forge describes it; its content is read through `GitRepositoryStore.open`. */
export interface Repository {
  owner: string;
  name: string;
  description: string;
  isPrivate: boolean;
  defaultBranch: string;
  createdAt: string;
}

export interface CreateRepositoryOptions {
  owner: string;
  name: string;
  description?: string;
  isPrivate?: boolean;
  /** @defaultValue 'main' */
  defaultBranch?: string;
  /** Without it the repository is empty. */
  initialCommit?: FolderCommit;
}

const metadataFile = 'forge-repository.json';

/**
 * Bare repositories in `<directory>/<organisation>/<name>.git`, each with its description in a file of its own, so that
 * the folder is the whole truth and can be copied.
 *
 * @remarks
 * Folders bear lower-case names, because names differ by more than case on every forge and not on every file system.
 */
export class GitRepositoryStore {
  /** The organisations in the order of the configuration. */
  readonly organizations: readonly string[];
  readonly git: GitProcesses;
  readonly #directory: string;
  readonly #logger: LoggerService;

  static async create(options: {
    directory: string;
    organizations: string[];
    git: GitProcesses;
    logger: LoggerService;
  }): Promise<GitRepositoryStore> {
    options.organizations.forEach(assertOrganizationName);
    const store = new GitRepositoryStore(options);
    await mkdir(store.#incomingDirectory, { recursive: true });
    for (const organization of store.organizations) {
      await mkdir(store.#organizationDirectory(organization), {
        recursive: true,
      });
    }
    await store.#removeLeftovers();
    return store;
  }

  private constructor(options: {
    directory: string;
    organizations: string[];
    git: GitProcesses;
    logger: LoggerService;
  }) {
    this.organizations = [...options.organizations];
    this.git = options.git;
    this.#directory = path.resolve(options.directory);
    this.#logger = options.logger;
  }

  /** The organisation's name as configured; throws a `NotFoundError` when there is none. */
  organization(name: string): string {
    const found = this.organizations.find(
      organization => fold(organization) === fold(name),
    );
    if (!found) {
      throw new NotFoundError(`No organisation '${name}'`);
    }
    return found;
  }

  /** All repositories of an organisation in the order of their names. */
  async list(organization: string): Promise<Repository[]> {
    const owner = this.organization(organization);
    const repositories: Repository[] = [];
    for (const folder of await readdir(this.#organizationDirectory(owner))) {
      if (!folder.endsWith('.git')) {
        continue;
      }
      try {
        repositories.push(
          await this.#read(owner, folder.slice(0, -'.git'.length)),
        );
      } catch (error) {
        // One damaged or just deleted repository must not hide the others.
        this.#logger.warn(
          `Left out the folder '${folder}' of the organisation '${owner}': ${error}`,
        );
      }
    }
    return repositories.sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
  }

  async get(owner: string, name: string): Promise<Repository> {
    const organization = this.organization(owner);
    try {
      if (isPlainName(name)) {
        return await this.#read(organization, name);
      }
    } catch (error) {
      if (!isError(error) || error.code !== 'ENOENT') {
        throw error;
      }
    }
    throw new NotFoundError(`No repository '${owner}/${name}'`);
  }

  /** The bare repository on disk. */
  directoryOf(repository: Pick<Repository, 'owner' | 'name'>): string {
    return path.join(
      this.#organizationDirectory(repository.owner),
      `${fold(repository.name)}.git`,
    );
  }

  open(repository: Repository): GitRepository {
    return new GitRepository({
      git: this.git,
      directory: this.directoryOf(repository),
    });
  }

  /**
   * Creates a repository; throws a `ConflictError` when there is one of this name.
   *
   * @remarks
   * It grows under a temporary name and appears by one rename, so that neither a killed process nor a second one
   * leaves a half repository.
   */
  async create(options: CreateRepositoryOptions): Promise<Repository> {
    assertRepositoryName(options.name);
    const repository: Repository = {
      owner: this.organization(options.owner),
      name: options.name,
      description: options.description ?? '',
      isPrivate: options.isPrivate ?? false,
      defaultBranch: options.defaultBranch ?? 'main',
      createdAt: new Date().toISOString(),
    };
    const directory = this.directoryOf(repository);
    if (await exists(directory)) {
      throw alreadyExists(repository);
    }
    const incoming = this.#newIncomingPath();
    try {
      await this.git.run([
        'init',
        '--quiet',
        '--bare',
        '--template=',
        incoming,
      ]);
      const gitDir = `--git-dir=${incoming}`;
      await this.git.run([
        gitDir,
        'symbolic-ref',
        'HEAD',
        `refs/heads/${repository.defaultBranch}`,
      ]);
      if (options.initialCommit) {
        await commitFolder({
          git: this.git,
          gitDirectory: incoming,
          commit: options.initialCommit,
        });
      }
      await writeFile(
        path.join(incoming, metadataFile),
        `${JSON.stringify(repository, undefined, 2)}\n`,
      );
      await rename(incoming, directory);
    } catch (error) {
      if (isError(error) && ['ENOTEMPTY', 'EEXIST'].includes(`${error.code}`)) {
        throw alreadyExists(repository);
      }
      throw error;
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
    this.#logger.info(
      `Created the repository '${repository.owner}/${repository.name}'`,
    );
    return repository;
  }

  /**
   * Commits a folder on top of the repository's newest commit, if that is by the same author.
   *
   * @returns whether there was anything new and nobody else's to cover
   */
  async renew(repository: Repository, commit: FolderCommit): Promise<boolean> {
    const parent = await this.open(repository).head();
    const isOwn = [parent?.author, parent?.committer].every(
      signature => signature?.email === commit.author.email,
    );
    return (
      isOwn &&
      (await commitFolder({
        git: this.git,
        gitDirectory: this.directoryOf(repository),
        commit,
        parent,
      }))
    );
  }

  async delete(repository: Repository): Promise<void> {
    const outgoing = this.#newIncomingPath();
    await rename(this.directoryOf(repository), outgoing);
    await rm(outgoing, { recursive: true, force: true });
    this.#logger.info(
      `Deleted the repository '${repository.owner}/${repository.name}'`,
    );
  }

  /** A new empty folder that disappears with the next start at the latest; the caller removes it. */
  async createScratchFolder(): Promise<string> {
    return await mkdtemp(`${this.#newIncomingPath()}-`);
  }

  get #incomingDirectory() {
    return path.join(this.#directory, '.incoming');
  }

  #organizationDirectory(organization: string) {
    return path.join(this.#directory, fold(organization));
  }

  #newIncomingPath() {
    return path.join(this.#incomingDirectory, `${process.pid}-${randomUUID()}`);
  }

  async #read(owner: string, name: string): Promise<Repository> {
    const file = path.join(this.directoryOf({ owner, name }), metadataFile);
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isRepository(content)) {
      throw new Error(`The file '${file}' does not describe a repository`);
    }
    // The folder decides where a repository is, also after somebody has moved it by hand.
    return { ...content, owner };
  }

  // What another live forge of the same folder is about to rename stays.
  async #removeLeftovers() {
    for (const folder of await readdir(this.#incomingDirectory)) {
      const owner = Number(folder.split('-')[0]);
      if (owner === process.pid || !isAlive(owner)) {
        await rm(path.join(this.#incomingDirectory, folder), {
          recursive: true,
          force: true,
        });
      }
    }
  }
}

/** A number that stays the same for a name, since Gitea's clients expect one. */
export function idOf(name: string): number {
  return createHash('sha256').update(fold(name)).digest().readUIntBE(0, 6);
}

function fold(name: string): string {
  return name.toLocaleLowerCase('en-US');
}

function alreadyExists(repository: Repository): ConflictError {
  return new ConflictError(
    `The repository '${repository.owner}/${repository.name}' already exists`,
  );
}

function isRepository(value: unknown): value is Repository {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { name, description, isPrivate, defaultBranch, createdAt } =
    value as Record<string, unknown>;
  return (
    [name, description, defaultBranch, createdAt].every(
      text => typeof text === 'string',
    ) && typeof isPrivate === 'boolean'
  );
}

async function exists(directory: string): Promise<boolean> {
  try {
    await stat(directory);
    return true;
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return isError(error) && error.code === 'EPERM';
  }
}
