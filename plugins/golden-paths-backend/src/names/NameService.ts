import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { InputError, toError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NameAvailability } from '@causeway/plugin-golden-paths-common';
import type {
  HostedRepository,
  IntegrationHosts,
} from '@causeway/plugin-golden-paths-node';
import type { OfferedHosts } from '../hosts/OfferedHosts';

/** As the catalog and all three products accept a name. */
const namePattern = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const maximumLength = 63;

/** Tells whether a name can be given to something new. */
export class NameService {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #hosts: OfferedHosts;
  readonly #repositories: IntegrationHosts;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    hosts: OfferedHosts;
    repositories: IntegrationHosts;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#hosts = options.hosts;
    this.#repositories = options.repositories;
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
      ? this.#findOut(host.host, owner, name)
      : { state: 'unknown', reason: `No owner on ${host.host} is named` };
  }

  /** Never fails: a host that cannot be asked must not stop anybody. */
  async #findOut(
    host: string,
    owner: string,
    name: string,
  ): Promise<NameAvailability['forge']> {
    try {
      const found = await this.#repositories.byHost(host).find({ owner, name });
      return found && isNamed(found, owner, name)
        ? { state: 'taken', url: found.webUrl }
        : { state: 'free' };
    } catch (error) {
      return { state: 'unknown', reason: toError(error).message };
    }
  }
}

/** A repository that was renamed answers to its former name, which is free. */
function isNamed(
  found: HostedRepository,
  owner: string,
  name: string,
): boolean {
  const lower = (text: string) => text.toLocaleLowerCase('en-US');
  return lower(`${found.owner}/${found.name}`) === lower(`${owner}/${name}`);
}
