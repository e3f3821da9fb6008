import { Progress, ProxiedSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Button, Card, CardBody, Text } from '@backstage/ui';
import { useEffect, useMemo } from 'react';
import { CausewayLogo } from '../brand/CausewayLogo';
import { guestProviderId, signInProviders } from './providers';
import { SignInFailure } from './SignInFailure';
import styles from './SignInPage.module.css';
import { signInTranslationRef } from './translation';
import { useSignIn } from './useSignIn';

export function SignInPage({ onSignInSuccess }: SignInPageProps) {
  const { t } = useTranslationRef(signInTranslationRef);
  const { providers, isGuestAllowed, unknown } = useConfiguredProviders();
  const { state, signIn, enterAsGuest, succeedAsGuest, fail } = useSignIn({
    providers,
    isGuestAllowed,
    onSuccess: onSignInSuccess,
  });
  const isBusy = state.status === 'busy';
  const titleOf = (id: string) =>
    providers.find(provider => provider.id === id)?.title ?? id;

  return (
    <main className={styles.page}>
      <div className={styles.intro}>
        <CausewayLogo size="large" />
        <Text
          as="h1"
          variant={{ initial: 'title-medium', sm: 'title-large' }}
          weight="bold"
        >
          {t('title')}
        </Text>
        <Text as="p" variant="body-large">
          {t('description')}
        </Text>
      </div>
      <Card className={styles.card}>
        <CardBody className={styles.actions}>
          {state.status === 'failed' && <SignInFailure error={state.error} />}
          <Text as="h2" variant="title-small" weight="bold">
            {t(state.status === 'failed' ? 'again' : 'prompt')}
          </Text>
          {unknown.map(provider => (
            <Alert
              key={provider}
              status="warning"
              title={t('unknown', { provider })}
            />
          ))}
          {providers.map(provider => (
            <Button
              key={provider.id}
              isDisabled={isBusy}
              onPress={() => signIn(provider)}
            >
              {t('provider', { provider: provider.title })}
            </Button>
          ))}
          {isGuestAllowed && (
            <>
              <Button
                variant={providers.length > 0 ? 'secondary' : 'primary'}
                isDisabled={isBusy}
                onPress={enterAsGuest}
              >
                {t('guest')}
              </Button>
              <Text as="p" variant="body-small" color="secondary">
                {t('guestNote')}
              </Text>
            </>
          )}
          {providers.length === 0 && !isGuestAllowed && (
            <Alert status="danger" title={t('none')} />
          )}
          {isBusy && (
            <div role="status" aria-label={t('busy')} className={styles.busy}>
              {state.providerId === guestProviderId ? (
                <ProxiedSignInPage
                  provider="guest"
                  onSignInSuccess={succeedAsGuest}
                  ErrorComponent={({ error }) => (
                    <ReportError error={error} onError={fail} />
                  )}
                />
              ) : (
                <>
                  <Progress />
                  {state.isInWindow && (
                    <Text as="p" color="secondary">
                      {t('continueInWindow', {
                        provider: titleOf(state.providerId),
                      })}
                    </Text>
                  )}
                </>
              )}
            </div>
          )}
        </CardBody>
      </Card>
    </main>
  );
}

/** Hands an error that arrives as a component to a callback. */
function ReportError(props: {
  error?: Error;
  onError: (error: Error) => void;
}) {
  const { error, onError } = props;
  useEffect(() => {
    if (error) {
      onError(error);
    }
  }, [error, onError]);
  return null;
}

function useConfiguredProviders() {
  const config = useApi(configApiRef);
  return useMemo(() => {
    const ids = config.getOptionalStringArray('app.signIn.providers') ?? [];
    const oidcTitle = config.getOptionalString('app.signIn.oidcTitle');
    return {
      isGuestAllowed: ids.includes(guestProviderId),
      providers: ids.flatMap(id =>
        signInProviders
          .filter(provider => provider.id === id)
          .map(provider =>
            id === 'oidc' && oidcTitle
              ? { ...provider, title: oidcTitle }
              : provider,
          ),
      ),
      unknown: ids.filter(
        id =>
          id !== guestProviderId &&
          !signInProviders.some(provider => provider.id === id),
      ),
    };
  }, [config]);
}
