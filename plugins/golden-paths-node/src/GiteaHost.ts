import {
  getGiteaRequestOptions,
  type GiteaIntegration,
} from '@backstage/integration';
import { z } from 'zod';
import { basicAuthorization } from './basicAuthorization';
import { HostApi } from './HostApi';
import type {
  HostedRepository,
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

/** A Gitea of the configuration. */
export class GiteaHost implements RepositoryHost {
  readonly type = 'gitea';
  readonly host: string;
  readonly #config: GiteaIntegration['config'];
  readonly #timeoutMs: number;

  constructor(integration: GiteaIntegration, options: { timeoutMs: number }) {
    this.#config = integration.config;
    this.host = this.#config.host;
    this.#timeoutMs = options.timeoutMs;
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
    const api = await this.api(repository);
    const found = await api.get('', repositorySchema);
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

  async api({ owner, name }: RepositoryName): Promise<HostApi> {
    return new HostApi({
      host: this.host,
      type: this.type,
      baseUrl: `${this.#baseUrl}/api/v1`,
      repository: `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(
        name,
      )}`,
      headers: getGiteaRequestOptions(this.#config).headers ?? {},
      timeoutMs: this.#timeoutMs,
    });
  }

  async gitAuthorization(): Promise<string> {
    const { username = '', password = '' } = this.#config;
    return basicAuthorization(username, password);
  }
}
