import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import type {
  EntityScorecard,
  ScorecardSummary,
} from '@causeway/plugin-scorecard-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../api';

export interface ScoredEntity {
  summary: ScorecardSummary;
  result: EntityScorecard;
}

/** How the entity of the page does, by each scorecard that is for it. */
export function useEntityScorecards() {
  const scorecardApi = useApi(scorecardApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);

  return {
    entityRef,
    ...useAsyncRetry(async (): Promise<ScoredEntity[]> => {
      const [summaries, results] = await Promise.all([
        scorecardApi.listScorecards(),
        scorecardApi.listEntityScorecards(entityRef),
      ]);
      return summaries.flatMap(summary => {
        const result = results.find(
          ({ scorecardId }) => scorecardId === summary.scorecard.id,
        );
        return result ? [{ summary, result }] : [];
      });
    }, [scorecardApi, entityRef]),
  };
}
