import { AuthenticationError } from '@backstage/errors';
import type {
  GithubCredentialsProvider,
  GithubIntegration,
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
  description: z.string().nullable(),
  clone_url: z.string(),
  html_url: z.string(),
  default_branch: z.string(),
});

const pullRequestSchema = z.object({
  number: z.number(),
  html_url: z.string(),
});

/** A GitHub of the configuration. */
export class GithubHost implements RepositoryHost {
  readonly type = 'github';
  readonly host: string;
  readonly #credentials: GithubCredentialsProvider;
  readonly #api: HostApi;

  constructor(
    integration: GithubIntegration,
    credentials: GithubCredentialsProvider,
  ) {
    this.host = integration.config.host;
    this.#credentials = credentials;
    this.#api = new HostApi({
      host: this.host,
      type: this.type,
      baseUrl: integration.config.apiBaseUrl ?? `https://${this.host}/api/v3`,
    });
  }

  webUrl({ owner, name }: RepositoryName): string {
    return `https://${this.host}/${owner}/${name}`;
  }

  fileUrl(webUrl: string, branch: string, path: string): string {
    return `${webUrl}/blob/${branch}/${path}`;
  }

  async find(
    repository: RepositoryName,
  ): Promise<HostedRepository | undefined> {
    const found = await this.#api.get(
      apiPath(repository),
      await this.#headers(repository),
      repositorySchema,
    );
    return (
      found && {
        owner: found.owner.login,
        name: found.name,
        description: found.description ?? '',
        cloneUrl: found.clone_url,
        webUrl: found.html_url,
        defaultBranch: found.default_branch,
      }
    );
  }

  async findPullRequest(
    repository: RepositoryName,
    { head, base }: { head: string; base: string },
  ): Promise<PullRequest | undefined> {
    const query = new URLSearchParams({
      state: 'open',
      head: `${repository.owner}:${head}`,
      base,
    });
    const [found] =
      (await this.#api.get(
        `${apiPath(repository)}/pulls?${query}`,
        await this.#headers(repository),
        z.array(pullRequestSchema),
      )) ?? [];
    return found && { number: found.number, url: found.html_url };
  }

  async openPullRequest(
    repository: RepositoryName,
    options: { head: string; base: string; title: string; body: string },
  ): Promise<PullRequest> {
    const opened = await this.#api.post(
      `${apiPath(repository)}/pulls`,
      await this.#headers(repository),
      options,
      pullRequestSchema,
    );
    return { number: opened.number, url: opened.html_url };
  }

  async gitAuthorization(repository: RepositoryName): Promise<string> {
    return basicAuthorization('x-access-token', await this.#token(repository));
  }

  async #headers(repository: RepositoryName): Promise<Record<string, string>> {
    return {
      Accept: 'application/vnd.github+json',
      'X-GitHub-Api-Version': '2022-11-28',
      Authorization: `Bearer ${await this.#token(repository)}`,
    };
  }

  async #token(repository: RepositoryName): Promise<string> {
    const { token } = await this.#credentials.getCredentials({
      url: this.webUrl(repository),
    });
    if (token === undefined) {
      throw new AuthenticationError(
        `The portal has no credentials for '${this.host}/${repository.owner}'; a platform engineer has to add them under integrations.github`,
      );
    }
    return token;
  }
}

function apiPath({ owner, name }: RepositoryName): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
