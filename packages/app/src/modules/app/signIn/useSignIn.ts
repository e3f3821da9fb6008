import { UserIdentity } from '@backstage/core-components';
import { toError } from '@backstage/errors';
import {
  useApiHolder,
  useTranslationRef,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useState } from 'react';
import { guestProviderId, type SignInProvider } from './providers';
import { forgetOnSignOut, rememberedProvider } from './rememberedProvider';
import { signInTranslationRef } from './translation';

export type SignInState =
  | { readonly status: 'idle' }
  | {
      readonly status: 'busy';
      readonly providerId: string;
      /** Whether the person goes on in a window of the provider. */
      readonly isInWindow?: boolean;
    }
  | { readonly status: 'failed'; readonly error: Error };

/** Signs in with a provider, at once if it is the remembered one. */
export function useSignIn(options: {
  providers: readonly SignInProvider[];
  isGuestAllowed: boolean;
  onSuccess: (identity: IdentityApi) => void;
}) {
  const { providers, isGuestAllowed, onSuccess } = options;
  const apis = useApiHolder();
  const { t } = useTranslationRef(signInTranslationRef);
  const [state, setState] = useState<SignInState>(() =>
    initialState(providers, isGuestAllowed),
  );

  const succeed = useCallback(
    (providerId: string, identity: IdentityApi) => {
      rememberedProvider.set(providerId);
      onSuccess(forgetOnSignOut(identity));
    },
    [onSuccess],
  );

  const fail = useCallback((error: Error) => {
    rememberedProvider.clear();
    setState({ status: 'failed', error });
  }, []);

  const signIn = useCallback(
    async (provider: SignInProvider, isSilent = false) => {
      setState({
        status: 'busy',
        providerId: provider.id,
        isInWindow: !isSilent,
      });
      try {
        const authApi = apis.get(provider.apiRef);
        const session = await authApi?.getBackstageIdentity(
          isSilent ? { optional: true } : { instantPopup: true },
        );
        if (authApi && session) {
          const profile = await authApi.getProfile();
          const { identity } = session;
          succeed(
            provider.id,
            UserIdentity.create({ identity, authApi, profile }),
          );
        } else if (isSilent) {
          setState({ status: 'idle' });
        } else {
          fail(new Error(t('notConfigured', { provider: provider.id })));
        }
      } catch (error) {
        fail(toError(error));
      }
    },
    [apis, succeed, fail, t],
  );

  useEffect(() => {
    const remembered = providers.find(
      ({ id }) => id === rememberedProvider.get(),
    );
    if (remembered) {
      signIn(remembered, true);
    }
    // Only when the page opens; later attempts are the user's.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  return {
    state,
    signIn,
    enterAsGuest: () =>
      setState({ status: 'busy', providerId: guestProviderId }),
    succeedAsGuest: (identity: IdentityApi) =>
      succeed(guestProviderId, identity),
    fail,
  };
}

function initialState(
  providers: readonly SignInProvider[],
  isGuestAllowed: boolean,
): SignInState {
  const providerId = rememberedProvider.get();
  const isUsable =
    providerId === guestProviderId
      ? isGuestAllowed
      : providers.some(({ id }) => id === providerId);
  return providerId && isUsable
    ? { status: 'busy', providerId }
    : { status: 'idle' };
}
