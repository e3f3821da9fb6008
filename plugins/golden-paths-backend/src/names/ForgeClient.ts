import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  getGiteaRequestOptions,
  getGitLabRequestOptions,
  ScmIntegrations,
} from '@backstage/integration';
import type {
  NameAvailability,
  RepositoryHost,
} from '@causeway/plugin-golden-paths-common';

type ForgeState = NameAvailability['forge'];

interface Question {
  url: string;
  headers?: Record<string, string>;
}

/** Asks hosts whether they have a repository. */
export class ForgeClient {
  readonly #integrations: ScmIntegrations;
  readonly #githubCredentials: DefaultGithubCredentialsProvider;
  readonly #timeoutMs: number;

  constructor(options: { config: Config; timeoutMs: number }) {
    this.#integrations = ScmIntegrations.fromConfig(options.config);
    this.#githubCredentials = DefaultGithubCredentialsProvider.fromIntegrations(
      this.#integrations,
    );
    this.#timeoutMs = options.timeoutMs;
  }

  /** Never fails: a host that cannot be asked must not stop anybody. */
  async check(
    { host, type }: RepositoryHost,
    owner: string,
    name: string,
  ): Promise<ForgeState> {
    try {
      const { url, headers } = await this.#ask[type](host, owner, name);
      const response = await fetch(url, {
        headers,
        // A repository that was renamed leaves a redirect, and its name is free.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      return await toState(response, host);
    } catch (error) {
      return { state: 'unknown', reason: explain(host, toError(error)) };
    }
  }

  readonly #ask: Record<
    RepositoryHost['type'],
    (host: string, owner: string, name: string) => Promise<Question>
  > = {
    github: async (host, owner, name) => {
      const config = this.#integrations.github.byHost(host)?.config;
      const { headers } = await this.#githubCredentials.getCredentials({
        url: `https://${host}/${encodeURIComponent(owner)}`,
      });
      return {
        url: `${config?.apiBaseUrl}/repos/${encodeURIComponent(
          owner,
        )}/${encodeURIComponent(name)}`,
        headers,
      };
    },
    gitlab: async (host, owner, name) => {
      const integration = this.#integrations.gitlab.byHost(host);
      return {
        url: `${integration?.config.apiBaseUrl}/projects/${encodeURIComponent(
          `${owner}/${name}`,
        )}`,
        headers:
          integration && getGitLabRequestOptions(integration.config).headers,
      };
    },
    gitea: async (host, owner, name) => {
      const integration = this.#integrations.gitea.byHost(host);
      return {
        url: `${integration?.config.baseUrl}/api/v1/repos/${encodeURIComponent(
          owner,
        )}/${encodeURIComponent(name)}`,
        headers:
          integration && getGiteaRequestOptions(integration.config).headers,
      };
    },
  };
}

async function toState(response: Response, host: string): Promise<ForgeState> {
  if (response.status === 404 || response.status === 301) {
    return { state: 'free' };
  }
  if (!response.ok) {
    return {
      state: 'unknown',
      reason:
        `${host} answered ${response.status} ${response.statusText}`.trim(),
    };
  }
  const repository: unknown = await response.json();
  const { html_url: htmlUrl, web_url: webUrl } = {
    html_url: undefined,
    web_url: undefined,
    ...(typeof repository === 'object' ? repository : {}),
  };
  const url: unknown = htmlUrl ?? webUrl;
  return { state: 'taken', ...(typeof url === 'string' && { url }) };
}

function explain(host: string, error: Error): string {
  return error.name === 'TimeoutError'
    ? `${host} did not answer in time`
    : `${host} cannot be reached`;
}
