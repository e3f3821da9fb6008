import { AuthenticationError } from '@backstage/errors';
import type { GitLabIntegration } from '@backstage/integration';
import { z } from 'zod/v3';
import { basicAuthorization } from '../git/Git';
import { HostApi } from './HostApi';
import type {
  HostedRepository,
  PullRequest,
  RepositoryHost,
  RepositoryName,
} from './RepositoryHost';

const projectSchema = z.object({
  path: z.string(),
  namespace: z.object({ full_path: z.string() }),
  description: z.string().nullable(),
  http_url_to_repo: z.string(),
  web_url: z.string(),
  // Empty projects have none.
  default_branch: z.string().nullish(),
});

const mergeRequestSchema = z.object({ iid: z.number(), web_url: z.string() });

/** A GitLab of the configuration, where pull requests are merge requests. */
export class GitlabHost implements RepositoryHost {
  readonly type = 'gitlab';
  readonly host: string;
  readonly #config: GitLabIntegration['config'];
  readonly #api: HostApi;

  constructor(integration: GitLabIntegration) {
    this.#config = integration.config;
    this.host = this.#config.host;
    this.#api = new HostApi({
      host: this.host,
      type: this.type,
      baseUrl: this.#config.apiBaseUrl,
    });
  }

  webUrl({ owner, name }: RepositoryName): string {
    return `${this.#config.baseUrl.replace(/\/+$/, '')}/${owner}/${name}`;
  }

  fileUrl(webUrl: string, branch: string, path: string): string {
    return `${webUrl}/-/blob/${branch}/${path}`;
  }

  async find(
    repository: RepositoryName,
  ): Promise<HostedRepository | undefined> {
    const found = await this.#api.get(
      apiPath(repository),
      this.#headers(),
      projectSchema,
    );
    return (
      found && {
        owner: found.namespace.full_path,
        name: found.path,
        description: found.description ?? '',
        cloneUrl: found.http_url_to_repo,
        webUrl: found.web_url,
        defaultBranch: found.default_branch ?? 'main',
      }
    );
  }

  async findPullRequest(
    repository: RepositoryName,
    { head, base }: { head: string; base: string },
  ): Promise<PullRequest | undefined> {
    const query = new URLSearchParams({
      state: 'opened',
      source_branch: head,
      target_branch: base,
    });
    const [found] =
      (await this.#api.get(
        `${apiPath(repository)}/merge_requests?${query}`,
        this.#headers(),
        z.array(mergeRequestSchema),
      )) ?? [];
    return found && { number: found.iid, url: found.web_url };
  }

  async openPullRequest(
    repository: RepositoryName,
    options: { head: string; base: string; title: string; body: string },
  ): Promise<PullRequest> {
    const opened = await this.#api.post(
      `${apiPath(repository)}/merge_requests`,
      this.#headers(),
      {
        source_branch: options.head,
        target_branch: options.base,
        title: options.title,
        description: options.body,
      },
      mergeRequestSchema,
    );
    return { number: opened.iid, url: opened.web_url };
  }

  async gitAuthorization(): Promise<string> {
    return basicAuthorization('oauth2', this.#token);
  }

  #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.#token}` };
  }

  get #token(): string {
    const { token } = this.#config;
    if (!token) {
      throw new AuthenticationError(
        `The portal has no token for '${this.host}'; a platform engineer has to add one under integrations.gitlab`,
      );
    }
    return token;
  }
}

function apiPath({ owner, name }: RepositoryName): string {
  return `/projects/${encodeURIComponent(`${owner}/${name}`)}`;
}
