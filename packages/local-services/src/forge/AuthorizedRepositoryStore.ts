import { NotFoundError } from '@backstage/errors';
import { requireWriter, type ForgeUser } from './authenticate';
import type { GitRepository } from './GitRepository';
import type {
  CreateRepositoryOptions,
  GitRepositoryStore,
  Repository,
} from './GitRepositoryStore';

/**
 * The repositories as one user sees them: without a user only public ones, and nothing can be changed.
 */
export class AuthorizedRepositoryStore {
  readonly #store: GitRepositoryStore;
  readonly user: ForgeUser | undefined;

  constructor(store: GitRepositoryStore, user: ForgeUser | undefined) {
    this.#store = store;
    this.user = user;
  }

  get organizations(): readonly string[] {
    return this.#store.organizations;
  }

  organization(name: string): string {
    return this.#store.organization(name);
  }

  async list(organization: string): Promise<Repository[]> {
    const repositories = await this.#store.list(organization);
    return repositories.filter(repository => this.#mayRead(repository));
  }

  async get(owner: string, name: string): Promise<Repository> {
    const repository = await this.#store.get(owner, name);
    if (!this.#mayRead(repository)) {
      // The same words as for a missing one, so that nobody learns which private names exist.
      throw new NotFoundError(`No repository '${owner}/${name}'`);
    }
    return repository;
  }

  open(repository: Repository): GitRepository {
    return this.#store.open(repository);
  }

  async create(options: CreateRepositoryOptions): Promise<Repository> {
    requireWriter(this.user);
    return await this.#store.create(options);
  }

  async delete(owner: string, name: string): Promise<void> {
    requireWriter(this.user);
    await this.#store.delete(await this.get(owner, name));
  }

  #mayRead(repository: Repository): boolean {
    return !repository.isPrivate || this.user !== undefined;
  }
}
