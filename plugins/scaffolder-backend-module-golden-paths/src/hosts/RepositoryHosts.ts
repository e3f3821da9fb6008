import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type ScmIntegrations,
} from '@backstage/integration';
import { parseRepoUrl } from '@backstage/plugin-scaffolder-node';
import { GiteaHost } from './GiteaHost';
import { GithubHost } from './GithubHost';
import { GitlabHost } from './GitlabHost';
import type { RepositoryHost, RepositoryName } from './RepositoryHost';

/** The hosts of the configured integrations. */
export class RepositoryHosts {
  readonly #integrations: ScmIntegrations;

  constructor(options: { integrations: ScmIntegrations }) {
    this.#integrations = options.integrations;
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
      host: this.byHost(host),
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

  byHost(host: string): RepositoryHost {
    const github = this.#integrations.github.byHost(host);
    if (github) {
      return new GithubHost(
        github,
        DefaultGithubCredentialsProvider.fromIntegrations(this.#integrations),
      );
    }
    const gitlab = this.#integrations.gitlab.byHost(host);
    if (gitlab) {
      return new GitlabHost(gitlab);
    }
    const gitea = this.#integrations.gitea.byHost(host);
    if (gitea) {
      return new GiteaHost(gitea);
    }
    throw new InputError(
      `'${host}' is not a GitHub, GitLab or Gitea of this portal; choose another host, or ask a platform engineer to add it under integrations`,
    );
  }
}
