import type { EvaluationContext } from '@openfeature/core';
import type { RuleReads } from './collectRuleReads';

/** Enough for the plans, countries and versions that rules tell apart. */
const maxRemembered = 1_024;
/** After so many answers a group that seldom met known values stops remembering. */
const trialLength = 2_048;
const minHitShare = 0.25;
/** Longer values are nothing that a plan or a country looks like. */
const maxIdLength = 256;

/** Evaluates with what was not known yet. */
export type RestOfEvaluation = (context: EvaluationContext) => string;

export interface FlagGroupMember {
  /** What {@link FlagGroupMember.decide} depends on. */
  reads: RuleReads;
  /** The answer as JSON, or how to come to it where that depends on more. */
  decide(context: EvaluationContext): string | RestOfEvaluation;
}

interface Decision {
  /** Answers, joined. */
  json: string;
  rest: readonly RestOfEvaluation[];
}

/**
 * Flags whose decisions depend on the same attributes, so that they are remembered together.
 *
 * @remarks
 * What depends on who asks is not remembered: keys of users hardly repeat, and would only
 * fill memory.
 */
export class FlagGroup {
  readonly #members: readonly FlagGroupMember[];
  readonly #attributes: readonly string[];
  readonly #remembered: Map<string, Decision> | undefined;
  #interval: number | undefined;
  #hits = 0;
  #lookups = 0;

  /** @param members - at least one, all with the same attributes */
  constructor(members: readonly FlagGroupMember[]) {
    const { attributes, hasWholeContext } = members[0].reads;
    this.#members = members;
    this.#attributes = [...attributes];
    this.#remembered =
      hasWholeContext || attributes.has('targetingKey') ? undefined : new Map();
  }

  /**
   * @param values - the encoded attributes of the context
   * @param interval - the period between two times in rules
   */
  toJson(
    context: EvaluationContext,
    values: ReadonlyMap<string, string>,
    interval: number,
  ): string {
    const remembered = this.#remembered;
    if (!remembered || !this.#isWorthRemembering()) {
      return finish(this.#decide(context), context);
    }
    if (interval !== this.#interval) {
      remembered.clear();
      this.#interval = interval;
    }
    let id = '';
    for (const attribute of this.#attributes) {
      id += values.get(attribute);
    }
    if (id.length > maxIdLength) {
      return finish(this.#decide(context), context);
    }
    this.#lookups++;
    const known = remembered.get(id);
    if (known !== undefined) {
      this.#hits++;
      return finish(known, context);
    }
    const decision = this.#decide(context);
    if (remembered.size >= maxRemembered) {
      remembered.clear();
    }
    remembered.set(id, decision);
    return finish(decision, context);
  }

  #isWorthRemembering(): boolean {
    return (
      this.#lookups < trialLength || this.#hits >= this.#lookups * minHitShare
    );
  }

  #decide(context: EvaluationContext): Decision {
    const fragments: string[] = [];
    const rest: RestOfEvaluation[] = [];
    for (const member of this.#members) {
      const result = member.decide(context);
      if (typeof result === 'string') {
        fragments.push(result);
      } else {
        rest.push(result);
      }
    }
    return { json: fragments.join(','), rest };
  }
}

function finish({ json, rest }: Decision, context: EvaluationContext): string {
  let all = json;
  for (const evaluate of rest) {
    const fragment = evaluate(context);
    all += all === '' ? fragment : `,${fragment}`;
  }
  return all;
}
