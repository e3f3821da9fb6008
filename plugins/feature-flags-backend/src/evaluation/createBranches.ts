import type { EvaluationContext } from '@openfeature/core';
import { collectRuleReads, joinReads } from './collectRuleReads';
import type { EvaluableFlag } from './EvaluableFlag';
import type { FlagGroupMember } from './FlagGroup';
import type { RestOfEvaluation } from './DecisionMemory';

/**
 * Divides a flag into the conditions that choose a branch and the branches themselves.
 *
 * @remarks
 * The common rollout, `if` some attributes match then `fractional`, depends on who asks only
 * in one of its branches. Which branch it is can be remembered like any other decision. Every part
 * is evaluated by flagd-core as a rule of its own.
 *
 * @returns undefined for rules of another form, or without a dependence on who asks
 */
export function createBranches(
  flag: EvaluableFlag,
): FlagGroupMember | undefined {
  const places = readBranches(flag);
  if (!places) {
    return undefined;
  }
  const { conditions, outcomes } = places;
  const reads = joinReads(conditions.map(collectRuleReads));
  if (reads.hasWholeContext || reads.attributes.has('targetingKey')) {
    return undefined;
  }
  const choose = flag.createChoice(conditions);
  const branches = outcomes.map(outcome => createBranch(flag, outcome));
  const whole: RestOfEvaluation = context => flag.toJson(flag.resolve(context));
  return {
    reads,
    decide: context => {
      const choice = choose(context);
      return choice === undefined ? whole : branches[choice];
    },
  };
}

function createBranch(
  flag: EvaluableFlag,
  outcome: unknown,
): string | ((context: EvaluationContext) => string) {
  if (typeof outcome === 'object' && outcome !== null) {
    return flag.createEvaluation(outcome);
  }
  // A bare value is no rule.
  return flag.createEvaluation({ if: [true, outcome] })({});
}

function readBranches(
  flag: EvaluableFlag,
): { conditions: unknown[]; outcomes: unknown[] } | undefined {
  const { rule } = flag;
  if (
    !flag.reads.attributes.has('targetingKey') ||
    typeof rule !== 'object' ||
    rule === null
  ) {
    return undefined;
  }
  const [[operator, operands], ...others] = Object.entries(rule);
  if (operator !== 'if' || others.length > 0 || !Array.isArray(operands)) {
    return undefined;
  }
  const conditions: unknown[] = [];
  const outcomes: unknown[] = [];
  for (let index = 0; index + 1 < operands.length; index += 2) {
    conditions.push(operands[index]);
    outcomes.push(operands[index + 1]);
  }
  const hasElse = operands.length % 2 === 1;
  outcomes.push(hasElse ? operands.at(-1) : null);
  return conditions.length > 0 ? { conditions, outcomes } : undefined;
}
