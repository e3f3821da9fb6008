import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { Rule, Scorecard } from '@causeway/plugin-scorecard-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { scorecardApiRef } from '../../api';

export interface FailingRule {
  scorecard: Scorecard;
  rule: Rule;
  failing: number;
}

/** Rules that entities of the user's groups fail; what is worth most first. */
export function useOpenRules() {
  const identityApi = useApi(identityApiRef);
  const scorecardApi = useApi(scorecardApiRef);

  return useAsyncRetry(async () => {
    const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
    const owner = ownershipEntityRefs.filter(
      ref => parseEntityRef(ref).kind.toLowerCase() === 'group',
    );
    if (owner.length === 0) {
      return { owner, rules: [] };
    }
    const scorecards = await scorecardApi.listScorecards();
    const rules = await Promise.all(
      scorecards.map(async ({ scorecard }): Promise<FailingRule[]> => {
        const counts = await scorecardApi.countRuleStates(scorecard.id, {
          owner,
        });
        return scorecard.rules.flatMap(rule => {
          const failing =
            counts.find(({ ruleId }) => ruleId === rule.id)?.counts.fail ?? 0;
          return failing > 0 ? [{ scorecard, rule, failing }] : [];
        });
      }),
    );
    return {
      owner,
      rules: rules
        .flat()
        .sort((a, b) => b.failing * b.rule.weight - a.failing * a.rule.weight),
    };
  }, [identityApi, scorecardApi]);
}
