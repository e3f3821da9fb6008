import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { Provider } from './defineProvider';

export const namedProvidersKey = 'app.signIn.providers';
export const guestProviderId = 'guest';

const defaultEnvironment = 'development';

/**
 * Makes sure that each provider that the sign-in page offers can work.
 *
 * @throws InputError with a sentence for each key that is missing or wrong
 */
export function assertSignInConfig(options: {
  config: Config;
  providers: readonly Provider[];
  isDevelopment: boolean;
}): void {
  const { config, providers, isDevelopment } = options;
  const names = config.getOptionalStringArray(namedProvidersKey) ?? [];
  const problems = names.flatMap(name => {
    if (name === guestProviderId) {
      return findGuestProblems(config, isDevelopment);
    }
    const provider = providers.find(({ id }) => id === name);
    if (!provider) {
      const known = [...providers.map(({ id }) => id), guestProviderId];
      return [
        `'${name}' in ${namedProvidersKey} is not a known provider. Known are ${known.join(
          ', ',
        )}.`,
      ];
    }
    return findProviderProblems(config, provider);
  });
  if (
    (names.includes('oidc') ||
      providers.some(
        provider => provider.id === 'oidc' && isConfigured(config, provider),
      )) &&
    !config.getOptionalString('auth.session.secret')
  ) {
    problems.push(
      "'auth.session.secret' is missing, and sign-in with OpenID Connect needs it. Set it to a long random text that all replicas share.",
    );
  }
  if (problems.length > 0) {
    throw new InputError(problems.join('\n'));
  }
}

function findGuestProblems(config: Config, isDevelopment: boolean): string[] {
  const key = 'auth.providers.guest';
  if (isDevelopment && config.has(key)) {
    return [];
  }
  return config.getOptionalBoolean(`${key}.dangerouslyAllowOutsideDevelopment`)
    ? []
    : [
        `${namedProvidersKey} names 'guest', and everybody who reaches the portal could enter. Take it off the list, or say that you want it with '${key}.dangerouslyAllowOutsideDevelopment: true'.`,
      ];
}

/** Whether a provider has what it needs in the environment that runs. */
export function isConfigured(config: Config, provider: Provider): boolean {
  return findMissingKeys(config, provider).length === 0;
}

function findProviderProblems(config: Config, provider: Provider): string[] {
  const key = providerKey(config, provider);
  const problems = findMissingKeys(config, provider).map(
    name =>
      `'${key}.${name}' is missing, and ${namedProvidersKey} names '${provider.id}'. Set it, or the environment variable that it is read from.`,
  );
  const resolvers = config.getOptionalConfigArray(`${key}.signIn.resolvers`);
  if (!resolvers?.length) {
    problems.push(
      `'${key}.signIn.resolvers' is missing: it says by what a user in the catalog is found.`,
    );
  }
  return problems;
}

function findMissingKeys(config: Config, provider: Provider): string[] {
  const key = providerKey(config, provider);
  return provider.requiredKeys.filter(name => !config.has(`${key}.${name}`));
}

function providerKey(config: Config, { id }: Provider): string {
  const environment =
    config.getOptionalString('auth.environment') ?? defaultEnvironment;
  return `auth.providers.${id}.${environment}`;
}
