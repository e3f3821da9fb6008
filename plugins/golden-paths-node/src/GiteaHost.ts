import {
  getGiteaRequestOptions,
  type GiteaIntegration,
} from '@backstage/integration';
import { basicAuthorization } from './basicAuthorization';
import { githubRepositorySchema } from './githubRepositorySchema';
import { HostApi } from './HostApi';
import type {
  HostedRepository,
  RepositoryHost,
  RepositoryName,
} from './RepositoryHost';

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
    return api.get('', githubRepositorySchema);
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
