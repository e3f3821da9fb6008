import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Header } from '@backstage/ui';
import { useNavigate, useSearchParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import { flagRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { CreateFlagForm } from './CreateFlagForm';

/** How many flag sets are offered; those of the entity in the URL come alone. */
const flagSetLimit = 200;

export function CreateFlagPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const navigate = useNavigate();
  const flagLink = useRouteRef(flagRouteRef);
  const [parameters] = useSearchParams();
  const entityRef = parameters.get('entityRef') ?? undefined;

  const { value, error, retry } = useAsyncRetry(async () => {
    const [environments, flagSets] = await Promise.all([
      flagsApi.listEnvironments(),
      flagsApi.listFlagSets({ entityRef, limit: flagSetLimit }),
    ]);
    return { environments, flagSets: flagSets.items };
  }, [flagsApi, entityRef]);

  return (
    <>
      <Header title={t('create.title')} />
      <Container>
        {error && (
          <RequestFailure
            title={t('create.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && (
          <LoadingState label={t('states.loadingFlags')} height={400} />
        )}
        {value && (
          <CreateFlagForm
            {...value}
            entityRef={entityRef}
            onCreate={({ flagSet, key }) =>
              navigate(flagLink({ flagSet, flagKey: key }))
            }
          />
        )}
      </Container>
    </>
  );
}
