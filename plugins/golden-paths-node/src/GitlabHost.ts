import { AuthenticationError } from '@backstage/errors';
import type { GitLabIntegration } from '@backstage/integration';
import { z } from 'zod';
import { basicAuthorization } from './basicAuthorization';
import { HostApi } from './HostApi';
import type {
  HostedRepository,
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

/** A GitLab of the configuration, where a repository is that of a project. */
export class GitlabHost implements RepositoryHost {
  readonly type = 'gitlab';
  readonly host: string;
  readonly #config: GitLabIntegration['config'];
  readonly #timeoutMs: number;

  constructor(integration: GitLabIntegration, options: { timeoutMs: number }) {
    this.#config = integration.config;
    this.host = this.#config.host;
    this.#timeoutMs = options.timeoutMs;
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
    const api = await this.api(repository);
    const found = await api.get('', projectSchema);
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

  async api({ owner, name }: RepositoryName): Promise<HostApi> {
    return new HostApi({
      host: this.host,
      type: this.type,
      baseUrl: this.#config.apiBaseUrl,
      repository: `/projects/${encodeURIComponent(`${owner}/${name}`)}`,
      headers: { Authorization: `Bearer ${this.#token}` },
      timeoutMs: this.#timeoutMs,
    });
  }

  async gitAuthorization(): Promise<string> {
    return basicAuthorization('oauth2', this.#token);
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
