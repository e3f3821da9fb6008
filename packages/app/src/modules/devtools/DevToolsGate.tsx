import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Container, Header } from '@backstage/ui';
import { LoadingState } from '@causeway/frontend-common';
import type { ReactNode } from 'react';
import { devtoolsTranslationRef } from './translation';
import { useDevToolsAccess } from './useDevToolsAccess';

/** Shows DevTools to whom they are for, and says to others that they are not. */
export function DevToolsGate(props: { children: ReactNode }) {
  const { t } = useTranslationRef(devtoolsTranslationRef);
  const { isAllowed, isLoading } = useDevToolsAccess();

  if (isAllowed) {
    return <>{props.children}</>;
  }
  return (
    <>
      <Header title={t('title')} />
      <Container>
        {isLoading ? (
          <LoadingState label={t('loading')} height={240} />
        ) : (
          <Alert
            status="warning"
            icon
            title={t('forbidden')}
            description={t('forbiddenHint')}
          />
        )}
      </Container>
    </>
  );
}
