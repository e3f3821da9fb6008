import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import {
  createOAuthRouteHandlers,
  OAuthEnvironmentHandler,
  readDeclarativeSignInResolver,
  type AuthProviderFactory,
  type OAuthAuthenticator,
  type OAuthAuthenticatorResult,
  type SignInResolver,
  type SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { auditSignIn } from './auditSignIn';
import { explainAuthenticator } from './explainAuthenticator';
import { explainSignIn, type Account } from './explainSignIn';
import type { ProviderContext, TokenEndpoint } from './findCause';
import { SignInProblem } from './SignInProblem';

interface DefineProviderOptions<TContext, TProfile> {
  id: string;
  title: string;
  /** What its configuration must have in each environment, beside resolvers. */
  requiredKeys: readonly string[];
  authenticator: OAuthAuthenticator<TContext, TProfile>;
  resolvers: {
    [name: string]: SignInResolverFactory<OAuthAuthenticatorResult<TProfile>>;
  };
  describeAccount: (result: OAuthAuthenticatorResult<TProfile>) => Account;
  findTokenEndpoint: (config: Config) => Promise<TokenEndpoint | undefined>;
}

export interface Provider {
  readonly id: string;
  readonly requiredKeys: readonly string[];
  readonly createFactory: (options: {
    auditor: AuditorService;
  }) => AuthProviderFactory;
}

/** Makes a provider of an upstream authenticator, which explains what goes wrong. */
export function defineProvider<TContext, TProfile>(
  options: DefineProviderOptions<TContext, TProfile>,
): Provider {
  const { id, title, requiredKeys } = options;
  return {
    id,
    requiredKeys,
    createFactory:
      ({ auditor }) =>
      context => {
        const createHandlers = (environment: string) => {
          const config = context.config.getConfig(environment);
          const provider: ProviderContext = {
            title,
            key: `auth.providers.${id}.${environment}`,
            config,
            findTokenEndpoint: options.findTokenEndpoint,
          };
          const log = { logger: context.logger, key: provider.key };
          const authenticator = explainAuthenticator(
            options.authenticator,
            provider,
          );
          const resolver = readDeclarativeSignInResolver({
            config,
            signInResolverFactories: options.resolvers,
          });
          return createOAuthRouteHandlers({
            ...context,
            config,
            authenticator: {
              ...authenticator,
              authenticate: (input, attempts) =>
                logProblems(log, () =>
                  authenticator.authenticate(input, attempts),
                ),
            },
            signInResolver:
              resolver &&
              auditSignIn({
                auditor,
                provider: provider.key,
                resolver: logSignIn(
                  log,
                  explainSignIn({
                    title,
                    resolver,
                    describeAccount: options.describeAccount,
                  }),
                ),
              }),
          });
        };
        return new OAuthEnvironmentHandler(
          new Map(
            context.config
              .keys()
              .map(environment => [environment, createHandlers(environment)]),
          ),
        );
      },
  };
}

interface Log {
  readonly logger: LoggerService;
  readonly key: string;
}

function logSignIn<TResult>(
  log: Log,
  resolver: SignInResolver<TResult>,
): SignInResolver<TResult> {
  return (info, context) => logProblems(log, () => resolver(info, context));
}

/** Upstream passes a failure on to the browser alone; who runs the portal reads the log. */
async function logProblems<T>(
  { logger, key }: Log,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInProblem) {
      const level = error.isOperational ? 'error' : 'info';
      logger[level](error.message, { provider: key, problem: error.name });
    }
    throw error;
  }
}
