import {
  getGiteaRequestOptions,
  type GiteaIntegration,
} from '@backstage/integration';
import { z } from 'zod/v3';
import { basicAuthorization } from '../git/Git';
import { HostApi } from './HostApi';
import type {
  HostedRepository,
  PullRequest,
  RepositoryHost,
  RepositoryName,
} from './RepositoryHost';

const repositorySchema = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  description: z.string(),
  clone_url: z.string(),
  html_url: z.string(),
  default_branch: z.string(),
});

const pullRequestSchema = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.string(),
  head: z.object({ ref: z.string() }),
  base: z.object({ ref: z.string() }),
});

/** A Gitea of the configuration. */
export class GiteaHost implements RepositoryHost {
  readonly type = 'gitea';
  readonly host: string;
  readonly #config: GiteaIntegration['config'];
  readonly #api: HostApi;

  constructor(integration: GiteaIntegration) {
    this.#config = integration.config;
    this.host = this.#config.host;
    this.#api = new HostApi({
      host: this.host,
      type: this.type,
      baseUrl: `${this.#baseUrl}/api/v1`,
    });
  }

  get #baseUrl(): string {
    return (this.#config.baseUrl ?? `https://${this.host}`).replace(/\/+$/, '');
  }

  webUrl({ owner, name }: RepositoryName): string {
    return `${this.#baseUrl}/${owner}/${name}`;
  }

  fileUrl(webUrl: string, branch: string, path: string): string {
    return `${webUrl}/src/branch/${branch}/${path}`;
  }

  async find(
    repository: RepositoryName,
  ): Promise<HostedRepository | undefined> {
    const found = await this.#api.get(
      apiPath(repository),
      this.#headers(),
      repositorySchema,
    );
    return (
      found && {
        owner: found.owner.login,
        name: found.name,
        description: found.description,
        cloneUrl: found.clone_url,
        webUrl: found.html_url,
        defaultBranch: found.default_branch,
      }
    );
  }

  async findPullRequest(
    repository: RepositoryName,
    branches: { head: string; base: string },
  ): Promise<PullRequest | undefined> {
    const open = await this.#api.get(
      `${apiPath(repository)}/pulls?state=open&limit=50`,
      this.#headers(),
      z.array(pullRequestSchema),
    );
    const found = open?.find(
      ({ head, base }) =>
        head.ref === branches.head && base.ref === branches.base,
    );
    return found && { number: found.number, url: found.html_url };
  }

  async openPullRequest(
    repository: RepositoryName,
    options: { head: string; base: string; title: string; body: string },
  ): Promise<PullRequest> {
    const opened = await this.#api.post(
      `${apiPath(repository)}/pulls`,
      this.#headers(),
      options,
      pullRequestSchema,
    );
    return { number: opened.number, url: opened.html_url };
  }

  async gitAuthorization(): Promise<string> {
    const { username = '', password = '' } = this.#config;
    return basicAuthorization(username, password);
  }

  #headers(): Record<string, string> {
    return getGiteaRequestOptions(this.#config).headers ?? {};
  }
}

function apiPath({ owner, name }: RepositoryName): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
