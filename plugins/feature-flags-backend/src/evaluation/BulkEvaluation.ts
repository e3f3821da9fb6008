import type { EvaluationContext } from '@openfeature/core';
import { hash } from 'node:crypto';
import type { RuleReads } from './collectRuleReads';
import type { Decision, DecisionMemory } from './DecisionMemory';
import { encodeAttribute } from './encodeAttribute';
import type { FlagGroup } from './FlagGroup';

/** What is known of all flags of a snapshot before any request. */
export interface BulkPlan {
  /** Answers of flags that read nothing of the request, joined. */
  staticFragments: string;
  /** Flags whose decisions are remembered, by group and all together. */
  remembering: { groups: readonly FlagGroup[]; memory: DecisionMemory };
  /** Flags that are decided for every request. */
  others: readonly FlagGroup[];
  reads: RuleReads;
  attributes: readonly string[];
  timeBoundaries: readonly number[];
}

/** The bulk answer to one context: first its name, and the answer itself only if it is wanted. */
export class BulkEvaluation {
  readonly #context: EvaluationContext;
  readonly #plan: BulkPlan;
  readonly #interval: number;
  readonly #configurationTag: string;
  readonly #values: readonly string[];

  constructor(options: {
    context: EvaluationContext;
    plan: BulkPlan;
    /** The period between two times in rules. */
    interval: number;
    configurationTag: string;
  }) {
    const { context, plan } = options;
    this.#context = context;
    this.#plan = plan;
    this.#interval = options.interval;
    this.#configurationTag = options.configurationTag;
    this.#values = plan.attributes.map(attribute =>
      encodeAttribute(context, attribute),
    );
  }

  /**
   * Names the answer: differs when the answer can.
   *
   * @param salt - what else the answer depends on
   */
  getEntityTag(salt: string): string {
    const values = this.#plan.reads.hasWholeContext
      ? JSON.stringify(this.#context)
      : this.#values.join('');
    return hash(
      'sha1',
      `${this.#configurationTag} ${salt}${values}`,
      'base64url',
    );
  }

  /**
   * The answers for all flags as JSON of ASCII only, with other text around them.
   *
   * @remarks
   * Joined at once: text that was added up piece by piece takes longer to send than to evaluate.
   */
  toJson(before: string, after: string): string {
    const { staticFragments, remembering, others } = this.#plan;
    const parts = [before, staticFragments];
    const decision = remembering.memory.recall(
      this.#values,
      this.#interval,
      () => joinDecisions(this.#decide(remembering.groups)),
    );
    this.#add(parts, decision);
    for (const other of this.#decide(others)) {
      this.#add(parts, other);
    }
    if (staticFragments === '' && parts.length > 2) {
      parts[2] = parts[2].slice(1);
    }
    parts.push(after);
    return parts.join('');
  }

  #decide(groups: readonly FlagGroup[]): Decision[] {
    return groups.map(group =>
      group.decide(this.#context, this.#values, this.#interval),
    );
  }

  #add(parts: string[], { json, rest }: Decision): void {
    if (json !== '') {
      parts.push(json);
    }
    for (const evaluate of rest) {
      parts.push(',', evaluate(this.#context));
    }
  }
}

function joinDecisions(decisions: readonly Decision[]): Decision {
  return {
    json: decisions.map(({ json }) => json).join(''),
    rest: decisions.flatMap(({ rest }) => rest),
  };
}
