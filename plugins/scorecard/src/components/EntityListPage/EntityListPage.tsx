import {
  useApi,
  useRouteRefParams,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Container, Header } from '@backstage/ui';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../../api';
import { useUrlFilters } from '../../hooks/useUrlFilters';
import { entityListRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import { EntityTable } from '../EntityTable';
import { ExportMenu } from '../Export';
import { SelectionFilters } from '../Filters';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';

/** Entities of one scorecard, by filters that the URL holds. */
export function EntityListPage() {
  const { scorecardId } = useRouteRefParams(entityListRouteRef);
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const filters = useUrlFilters();
  const { value, error, retry } = useAsyncRetry(
    () => scorecardApi.getScorecard(scorecardId),
    [scorecardApi, scorecardId],
  );

  if (error) {
    return (
      <Container>
        <RequestFailure
          title={t('states.loadFailed')}
          error={error}
          onRetry={retry}
        />
      </Container>
    );
  }
  if (!value) {
    return (
      <Container>
        <LoadingState label={t('states.loading')} height={320} />
      </Container>
    );
  }
  const { scorecard } = value;
  return (
    <>
      <Header
        title={t('entityList.title', { title: scorecard.title })}
        customActions={
          <ExportMenu scorecardId={scorecard.id} {...filters.selection} />
        }
      />
      <Container>
        <SelectionFilters filters={filters} levels={scorecard.levels} />
        <EntityTable
          scorecard={scorecard}
          selection={filters.selection}
          filters={filters}
        />
      </Container>
    </>
  );
}
