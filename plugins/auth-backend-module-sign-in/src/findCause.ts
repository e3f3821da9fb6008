import { randomUUID } from 'node:crypto';
import type { Config } from '@backstage/config';
import { isError } from '@backstage/errors';
import { SignInProblem } from './SignInProblem';

/** How a provider's tokens are asked for. */
export interface TokenEndpoint {
  readonly url: string;
  /** Where the client's credentials stand in the request. */
  readonly credentialsIn: 'header' | 'body';
}

export interface ProviderContext {
  readonly title: string;
  /** The key of the provider's configuration, such as `auth.providers.okta.production`. */
  readonly key: string;
  readonly config: Config;
  readonly findTokenEndpoint: (
    config: Config,
  ) => Promise<TokenEndpoint | undefined>;
}

const timeoutMs = 5_000;

const clientErrors: readonly unknown[] = [
  'invalid_client',
  'unauthorized_client',
  'incorrect_client_credentials',
];

const certificateCode = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_/;

/** A connection failed, and to which address. */
class UnreachableUrl extends Error {
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`'${url}' cannot be reached`, { cause });
    this.url = url;
  }
}

/**
 * Finds out why a provider gave no tokens.
 *
 * @remarks
 * The strategies below the authenticators keep little of an error: a wrong
 * secret, a refused connection and an expired certificate read the same. So the
 * provider is asked once more, with a code that it cannot know: what it objects
 * to then is the cause, unless it is the code.
 */
export async function findCause(
  provider: ProviderContext,
): Promise<SignInProblem | undefined> {
  const { title, key, config } = provider;
  let url = provider.title;
  try {
    const endpoint = await provider.findTokenEndpoint(config);
    if (!endpoint) {
      return undefined;
    }
    url = endpoint.url;
    const response = await askForToken(endpoint, config);
    if (response.status >= 500) {
      return new SignInProblem(
        'ProviderUnreachableError',
        `${title} answers '${url}' with status ${response.status}. Try again in a few minutes.`,
      );
    }
    return (await refusesClient(response))
      ? new SignInProblem(
          'ClientRefusedError',
          `${title} does not accept the portal's client: check '${key}.clientSecret' and '${key}.clientId'.`,
        )
      : undefined;
  } catch (error) {
    return explainConnection(error, { title, url });
  }
}

/** Reads the token endpoint from an OpenID provider's metadata. */
export async function discoverTokenEndpoint(
  metadataUrl: string,
): Promise<string | undefined> {
  let response: Response;
  try {
    response = await fetch(metadataUrl, {
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new UnreachableUrl(metadataUrl, error);
  }
  if (!response.ok) {
    throw new UnreachableUrl(
      metadataUrl,
      new Error(`it answered with status ${response.status}`),
    );
  }
  const metadata: unknown = await response.json();
  return typeof metadata === 'object' &&
    metadata !== null &&
    'token_endpoint' in metadata &&
    typeof metadata.token_endpoint === 'string'
    ? metadata.token_endpoint
    : undefined;
}

async function askForToken(
  endpoint: TokenEndpoint,
  config: Config,
): Promise<Response> {
  const clientId = config.getString('clientId');
  const clientSecret = config.getString('clientSecret');
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: randomUUID(),
    ...(endpoint.credentialsIn === 'body' && {
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  return fetch(endpoint.url, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      ...(endpoint.credentialsIn === 'header' && {
        authorization: `Basic ${Buffer.from(
          [clientId, clientSecret].map(encodeURIComponent).join(':'),
        ).toString('base64')}`,
      }),
    },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
}

async function refusesClient(response: Response): Promise<boolean> {
  if (response.status === 401) {
    return true;
  }
  const answer: unknown = await response.json().catch(() => undefined);
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'error' in answer &&
    clientErrors.includes(answer.error)
  );
}

function explainConnection(
  error: unknown,
  options: { title: string; url: string },
): SignInProblem {
  const { title } = options;
  const url = error instanceof UnreachableUrl ? error.url : options.url;
  const code = findCode(error);
  if (code && certificateCode.test(code)) {
    return new SignInProblem(
      'ProviderCertificateError',
      code === 'CERT_HAS_EXPIRED'
        ? `The certificate of '${url}' has expired, so the portal does not trust ${title}. It has to be renewed there.`
        : `The portal does not trust the certificate of '${url}' (${code}). Name the file of a private authority in NODE_EXTRA_CA_CERTS.`,
      error,
    );
  }
  return new SignInProblem(
    'ProviderUnreachableError',
    `The portal cannot reach ${title} at '${url}' (${
      code ?? describeInnermost(error)
    }). Try again in a few minutes.`,
    error,
  );
}

function findCode(error: unknown): string | undefined {
  if (!isError(error)) {
    return undefined;
  }
  return typeof error.code === 'string' ? error.code : findCode(error.cause);
}

function describeInnermost(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  return isError(error.cause) ? describeInnermost(error.cause) : error.message;
}
