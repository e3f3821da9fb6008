import { AuthenticationError } from '@backstage/errors';
import type {
  GithubCredentialsProvider,
  GithubIntegration,
} from '@backstage/integration';
import { basicAuthorization } from './basicAuthorization';
import { githubRepositorySchema } from './githubRepositorySchema';
import { HostApi } from './HostApi';
import type {
  HostedRepository,
  RepositoryHost,
  RepositoryName,
} from './RepositoryHost';

/** A GitHub of the configuration. */
export class GithubHost implements RepositoryHost {
  readonly type = 'github';
  readonly host: string;
  readonly #baseUrl: string;
  readonly #credentials: GithubCredentialsProvider;
  readonly #timeoutMs: number;

  constructor(
    { config }: GithubIntegration,
    options: { credentials: GithubCredentialsProvider; timeoutMs: number },
  ) {
    this.host = config.host;
    this.#baseUrl = config.apiBaseUrl ?? `https://${this.host}/api/v3`;
    this.#credentials = options.credentials;
    this.#timeoutMs = options.timeoutMs;
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
    // A GitHub App that only has some repositories has no token for one that does not exist yet.
    const api = this.#connect(repository, await this.#ownerToken(repository));
    return api.get('', githubRepositorySchema);
  }

  async api(repository: RepositoryName): Promise<HostApi> {
    return this.#connect(repository, await this.#token(repository));
  }

  async gitAuthorization(repository: RepositoryName): Promise<string> {
    return basicAuthorization('x-access-token', await this.#token(repository));
  }

  #connect({ owner, name }: RepositoryName, token: string): HostApi {
    return new HostApi({
      host: this.host,
      type: this.type,
      baseUrl: this.#baseUrl,
      repository: `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(
        name,
      )}`,
      headers: {
        Accept: 'application/vnd.github+json',
        'X-GitHub-Api-Version': '2022-11-28',
        Authorization: `Bearer ${token}`,
      },
      timeoutMs: this.#timeoutMs,
    });
  }

  #token(repository: RepositoryName): Promise<string> {
    return this.#getToken(this.webUrl(repository), repository);
  }

  #ownerToken(repository: RepositoryName): Promise<string> {
    const owner = encodeURIComponent(repository.owner);
    return this.#getToken(`https://${this.host}/${owner}`, repository);
  }

  async #getToken(url: string, { owner }: RepositoryName): Promise<string> {
    const { token } = await this.#credentials.getCredentials({ url });
    if (token === undefined) {
      throw new AuthenticationError(
        `The portal has no credentials for '${this.host}/${owner}'; a platform engineer has to add them under integrations.github`,
      );
    }
    return token;
  }
}
