import { InputError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrations,
} from '@backstage/integration';
import { GiteaHost } from './GiteaHost';
import { GithubHost } from './GithubHost';
import { GitlabHost } from './GitlabHost';
import type { RepositoryHost } from './RepositoryHost';

/** The hosts of the configured integrations. */
export class IntegrationHosts {
  readonly #integrations: ScmIntegrations;
  // One for all, because it keeps the tokens of GitHub Apps.
  readonly #githubCredentials: GithubCredentialsProvider;
  readonly #timeoutMs: number;

  constructor(options: {
    integrations: ScmIntegrations;
    /** How long a host may take to answer; 30 seconds if absent. */
    timeoutMs?: number;
  }) {
    this.#integrations = options.integrations;
    this.#githubCredentials = DefaultGithubCredentialsProvider.fromIntegrations(
      options.integrations,
    );
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  /** @throws InputError if no integration has such a host */
  byHost(host: string): RepositoryHost {
    const timeoutMs = this.#timeoutMs;
    const github = this.#integrations.github.byHost(host);
    if (github) {
      const credentials = this.#githubCredentials;
      return new GithubHost(github, { credentials, timeoutMs });
    }
    const gitlab = this.#integrations.gitlab.byHost(host);
    if (gitlab) {
      return new GitlabHost(gitlab, { timeoutMs });
    }
    const gitea = this.#integrations.gitea.byHost(host);
    if (gitea) {
      return new GiteaHost(gitea, { timeoutMs });
    }
    throw new InputError(
      `'${host}' is not a GitHub, GitLab or Gitea of this portal; choose another host, or ask a platform engineer to add it under integrations`,
    );
  }
}
