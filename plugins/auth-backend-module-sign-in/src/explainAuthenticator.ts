import { toError } from '@backstage/errors';
import type { OAuthAuthenticator } from '@backstage/plugin-auth-node';
import { findCause, type ProviderContext } from './findCause';
import { SignInProblem } from './SignInProblem';

interface Attempts<TContext> {
  readonly callbackUrl: string;
  readonly create: () => TContext;
  current: TContext;
}

const unavailable = 'temporarily_unavailable';

const interactionErrors: readonly unknown[] = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
];

/**
 * The same authenticator, which says what is wrong where it cannot sign in.
 *
 * @remarks
 * A start that fails is reported through the callback as well: the window in
 * which it runs would otherwise show an error in JSON and stay open.
 */
export function explainAuthenticator<TContext, TProfile>(
  authenticator: OAuthAuthenticator<TContext, TProfile>,
  provider: ProviderContext,
): OAuthAuthenticator<Attempts<TContext>, TProfile> {
  return {
    defaultProfileTransform: authenticator.defaultProfileTransform,
    scopes: authenticator.scopes,
    initialize(options) {
      const create = () => authenticator.initialize(options);
      return { callbackUrl: options.callbackUrl, create, current: create() };
    },
    async start(input, attempts) {
      try {
        return await authenticator.start(input, attempts.current);
      } catch {
        // OpenID discovery runs once, and may have failed when the portal started.
        attempts.current = attempts.create();
      }
      try {
        return await authenticator.start(input, attempts.current);
      } catch {
        const url = new URL(attempts.callbackUrl);
        url.searchParams.set('error', unavailable);
        url.searchParams.set('state', input.state);
        return { url: url.toString() };
      }
    },
    async authenticate(input, attempts) {
      const { error } = input.req.query;
      if (error !== undefined) {
        throw await explainRefusal(error, provider);
      }
      try {
        return await authenticator.authenticate(input, attempts.current);
      } catch (cause) {
        throw (await findCause(provider)) ?? refuse(provider, cause);
      }
    },
    refresh: (input, attempts) =>
      authenticator.refresh(input, attempts.current),
    ...(authenticator.logout && {
      logout: async (input, attempts) =>
        authenticator.logout?.(input, attempts.current),
    }),
  };
}

async function explainRefusal(
  error: unknown,
  provider: ProviderContext,
): Promise<SignInProblem> {
  const { title, key } = provider;
  if (error === 'access_denied') {
    return new SignInProblem(
      'SignInCancelledError',
      `The sign-in at ${title} was cancelled.`,
    );
  }
  if (error === unavailable || error === 'server_error') {
    return (
      (await findCause(provider)) ??
      new SignInProblem(
        'ProviderUnreachableError',
        `${title} could not sign anybody in just now. Try again in a few minutes.`,
      )
    );
  }
  if (interactionErrors.includes(error)) {
    return new SignInProblem(
      'ProviderRefusedError',
      `${title} was told to ask nothing, and has no session: set '${key}.prompt' to 'auto'.`,
    );
  }
  return new SignInProblem(
    'ProviderRefusedError',
    `${title} refused the sign-in with '${String(error).slice(
      0,
      100,
    )}': compare the client that it has for the portal with '${key}'.`,
  );
}

function refuse(provider: ProviderContext, cause: unknown): SignInProblem {
  return new SignInProblem(
    'ProviderRefusedError',
    `${provider.title} did not complete the sign-in: ${toError(cause).message}`,
    cause,
  );
}
