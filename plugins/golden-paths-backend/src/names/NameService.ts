import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NameAvailability } from '@causeway/plugin-golden-paths-common';
import type { RepositoryHosts } from '../hosts/RepositoryHosts';
import type { ForgeClient } from './ForgeClient';

/** As the catalog and all three products accept a name. */
const namePattern = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const maximumLength = 63;

/** Tells whether a name can be given to something new. */
export class NameService {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #forge: Pick<ForgeClient, 'check'>;
  readonly #hosts: RepositoryHosts;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    forge: Pick<ForgeClient, 'check'>;
    hosts: RepositoryHosts;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#forge = options.forge;
    this.#hosts = options.hosts;
  }

  /**
   * @param place - the default host and its owner where nothing is said
   * @throws InputError if nothing can have that name, or no integration that host
   */
  async check(
    name: string,
    place: { host?: string; owner?: string },
    options: { credentials: BackstageCredentials },
  ): Promise<NameAvailability> {
    if (!namePattern.test(name) || name.length > maximumLength) {
      throw new InputError(
        `'${name.slice(
          0,
          maximumLength,
        )}' cannot be a name; use up to ${maximumLength} letters, digits, '-', '_' and '.', with a letter or digit at both ends`,
      );
    }
    const [catalog, forge] = await Promise.all([
      this.#checkCatalog(name, options.credentials),
      this.#checkForge(name, place),
    ]);
    return { name, catalog, forge };
  }

  async #checkCatalog(
    name: string,
    credentials: BackstageCredentials,
  ): Promise<NameAvailability['catalog']> {
    const entityRef = `component:default/${name}`.toLocaleLowerCase('en-US');
    const taken = await this.#catalog.getEntityByRef(entityRef, {
      // What the reader may not see has its name all the same.
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    if (!taken) {
      return { state: 'free' };
    }
    const visible = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    return { state: 'taken', ...(visible && { entityRef }) };
  }

  async #checkForge(
    name: string,
    place: { host?: string; owner?: string },
  ): Promise<NameAvailability['forge']> {
    const host =
      place.host === undefined
        ? this.#hosts.list().find(({ isDefault }) => isDefault)
        : this.#hosts.get(place.host);
    if (!host) {
      return {
        state: 'unknown',
        reason: 'No host of repositories is the default',
      };
    }
    const owner = place.owner ?? host.defaultOwner;
    return owner
      ? this.#forge.check(host, owner, name)
      : { state: 'unknown', reason: `No owner on ${host.host} is named` };
  }
}
