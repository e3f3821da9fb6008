import type { EntityScorecard } from '@causeway/plugin-scorecard-common';
import { expect, test } from '@playwright/test';
import type { PortalClient } from './PortalClient';

// A source of facts that did not answer in time, as may happen while a portal starts, is left
// alone for five minutes.
const patienceMs = 360_000;

/**
 * Waits until a new component, and the API that it provides, fulfil every rule that counts, and so
 * reach the highest level of every scorecard that is for them.
 *
 * @returns what they reached, in words
 */
export async function expectFullMarks(
  portal: PortalClient,
  name: string,
): Promise<string> {
  test.setTimeout(patienceMs + 60_000);
  const component = await portal.findEntity('component', name);
  const provided = component?.spec?.providesApis;
  const entities = [
    { kind: 'component', name },
    ...(Array.isArray(provided)
      ? provided.map(api => ({ kind: 'api', name: String(api) }))
      : []),
  ];
  const reached: string[] = [];
  for (const entity of entities) {
    let cards: EntityScorecard[] = [];
    await expect(async () => {
      await portal.judgeAnew(entity.kind, entity.name);
      cards = await portal.scorecards(entity.kind, entity.name);
      expect(cards.map(({ scorecardId }) => scorecardId)).toContain(
        'catalog-completeness',
      );
      expect(cards.flatMap(listOpenRules)).toEqual([]);
    }).toPass({ timeout: patienceMs, intervals: [1_000, 2_000, 3_000] });
    for (const { scorecardId, level, levels, score, outcomes } of cards) {
      expect({ scorecardId, level, score }).toEqual({
        scorecardId,
        level: levels.at(-1)?.id,
        score: 1,
      });
      const passed = outcomes.filter(({ state }) => state === 'pass').length;
      reached.push(
        `${entity.kind} ${level} of ${scorecardId} (${passed} pass, ${
          outcomes.length - passed
        } not for it)`,
      );
    }
  }
  return reached.join(', ');
}

function listOpenRules({ scorecardId, outcomes }: EntityScorecard): string[] {
  return outcomes
    .filter(
      ({ state, isInForce }) =>
        isInForce && state !== 'pass' && state !== 'not-applicable',
    )
    .map(
      ({ ruleId, state, message }) =>
        `${state}: ${ruleId} of ${scorecardId}. ${message}`,
    );
}
