import type { EvaluationContext } from '@openfeature/core';
import type { RuleReads } from './collectRuleReads';
import { DecisionMemory } from './DecisionMemory';
import type { Decision, RestOfEvaluation } from './DecisionMemory';

export interface FlagGroupMember {
  /** What {@link FlagGroupMember.decide} depends on. */
  reads: RuleReads;
  /** The answer as JSON, or how to come to it where that depends on more. */
  decide(context: EvaluationContext): string | RestOfEvaluation;
}

/**
 * Flags whose decisions depend on the same attributes, so that they are remembered together.
 *
 * @remarks
 * What depends on who asks is not remembered: keys of users hardly repeat, and would only
 * fill memory.
 */
export class FlagGroup {
  readonly attributes: ReadonlySet<string>;
  readonly #members: readonly FlagGroupMember[];
  readonly #memory: DecisionMemory | undefined;

  /**
   * @param members - at least one, all with the same attributes
   * @param encoded - the attributes that are encoded of each context
   */
  constructor(members: readonly FlagGroupMember[], encoded: readonly string[]) {
    const { attributes, hasWholeContext } = members[0].reads;
    this.attributes = attributes;
    this.#members = members;
    this.#memory =
      hasWholeContext || attributes.has('targetingKey')
        ? undefined
        : new DecisionMemory(attributes, encoded);
  }

  /** Whether decisions are remembered. */
  get isRemembering(): boolean {
    return this.#memory !== undefined;
  }

  /**
   * @param values - the encoded attributes of the context
   * @param interval - the period between two times in rules
   */
  decide(
    context: EvaluationContext,
    values: readonly string[],
    interval: number,
  ): Decision {
    return this.#memory
      ? this.#memory.recall(values, interval, () => this.#decide(context))
      : this.#decide(context);
  }

  #decide(context: EvaluationContext): Decision {
    const parts: string[] = [];
    const rest: RestOfEvaluation[] = [];
    for (const member of this.#members) {
      const result = member.decide(context);
      if (typeof result === 'string') {
        parts.push(',', result);
      } else {
        rest.push(result);
      }
    }
    return { json: parts.join(''), rest };
  }
}
