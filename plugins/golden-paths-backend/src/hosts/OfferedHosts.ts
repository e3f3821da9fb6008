import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type {
  RepositoryHost,
  RepositoryHostType,
} from '@causeway/plugin-golden-paths-common';

const products: Record<RepositoryHostType, { title: string; host?: string }> = {
  github: { title: 'GitHub', host: 'github.com' },
  gitlab: { title: 'GitLab', host: 'gitlab.com' },
  gitea: { title: 'Gitea' },
};

const defaults = 'scaffolder.defaultEnvironment.parameters';

/** The hosts under `integrations`, as forms offer them for new repositories. */
export class OfferedHosts {
  static fromConfig(config: Config): OfferedHosts {
    const defaultHost = config.getOptionalString(`${defaults}.repositoryHost`);
    const defaultOwner = config.getOptionalString(
      `${defaults}.repositoryOwner`,
    );
    const types = ['github', 'gitlab', 'gitea'] as const;
    const hosts = new Map<string, RepositoryHost>();
    for (const type of types) {
      const { title, host: publicHost } = products[type];
      const entries =
        config.getOptionalConfigArray(`integrations.${type}`) ?? [];
      for (const entry of entries) {
        const host = entry.getOptionalString('host') ?? publicHost;
        if (host) {
          const isDefault = host === defaultHost;
          hosts.set(host, {
            host,
            type,
            title: `${title} (${host})`,
            isDefault,
            ...(isDefault && defaultOwner && { defaultOwner }),
          });
        }
      }
    }
    return new OfferedHosts([...hosts.values()]);
  }

  readonly #hosts: readonly RepositoryHost[];

  private constructor(hosts: readonly RepositoryHost[]) {
    this.#hosts = hosts;
  }

  /** The one that is taken unless a form names another comes first. */
  list(): RepositoryHost[] {
    return [...this.#hosts].sort(
      (a, b) => Number(b.isDefault) - Number(a.isDefault),
    );
  }

  /** @throws InputError if no integration has such a host */
  get(host: string): RepositoryHost {
    const found = this.#hosts.find(each => each.host === host);
    if (!found) {
      throw new InputError(
        `'${host}' is no host of an integration; configured are: ${
          this.#hosts.map(each => each.host).join(', ') || 'none'
        }`,
      );
    }
    return found;
  }
}
