import { InputError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import { parseRepoUrl } from '@backstage/plugin-scaffolder-node';
import {
  IntegrationHosts,
  type RepositoryHost,
  type RepositoryName,
} from '@causeway/plugin-golden-paths-node';

/** Finds the host and the repository that an address names. */
export class RepositoryHosts {
  readonly #integrations: ScmIntegrations;
  readonly #hosts: IntegrationHosts;

  constructor(options: { integrations: ScmIntegrations }) {
    this.#integrations = options.integrations;
    this.#hosts = new IntegrationHosts(options);
  }

  /** What `github.com?owner=harborline&repo=labels` names. */
  parse(repoUrl: string): {
    host: RepositoryHost;
    repository: RepositoryName;
  } {
    const { host, owner, repo } = parseRepoUrl(repoUrl, this.#integrations);
    if (!owner) {
      throw new InputError(`'${repoUrl}' does not say who owns the repository`);
    }
    for (const part of [...owner.split('/'), repo]) {
      if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part)) {
        throw new InputError(
          `'${part}' in '${repoUrl}' is not a name for a repository or its owner; use letters, digits, '-', '_' and '.'`,
        );
      }
    }
    return {
      host: this.#hosts.byHost(host),
      repository: { owner, name: repo },
    };
  }

  /** What the address of a page or a file in a repository names. */
  parseUrl(url: string): { host: RepositoryHost; repository: RepositoryName } {
    const { host, pathname } = new URL(url);
    const path = pathname
      .replace(/\/(-\/|src\/|blob\/|tree\/|edit\/).*$/, '')
      .replace(/(\.git)?\/*$/, '')
      .slice(1);
    const separator = path.lastIndexOf('/');
    if (separator < 1) {
      throw new InputError(`'${url}' is not the address of a repository`);
    }
    return this.parse(
      `${host}?${new URLSearchParams({
        owner: path.slice(0, separator),
        repo: path.slice(separator + 1),
      })}`,
    );
  }
}
