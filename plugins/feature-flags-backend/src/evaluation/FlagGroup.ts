import type { EvaluationContext } from '@openfeature/core';
import type { RuleReads } from './collectRuleReads';
import type { EvaluableFlag } from './EvaluableFlag';

/** Enough for the plans, countries and versions that rules tell apart. */
const maxRemembered = 512;
/** After so many answers a group that seldom met known values stops remembering. */
const trialLength = 2_048;
const minHitShare = 0.25;
/** Longer values are nothing that a plan or a country looks like. */
const maxIdLength = 256;

interface FlagGroupOptions {
  flags: readonly EvaluableFlag[];
  reads: RuleReads;
  toJson(flag: EvaluableFlag, context: EvaluationContext): string;
}

/**
 * Flags that depend on the same parts of a request, so that their answers are
 * remembered together.
 *
 * @remarks
 * Flags that depend on who asks are not remembered: keys of users hardly repeat,
 * and would only fill memory.
 */
export class FlagGroup {
  readonly #options: FlagGroupOptions;
  readonly #attributes: readonly string[];
  readonly #remembered: Map<string, string> | undefined;
  #interval: number | undefined;
  #hits = 0;
  #lookups = 0;

  constructor(options: FlagGroupOptions) {
    const { attributes, hasWholeContext } = options.reads;
    this.#options = options;
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
      return this.#evaluate(context);
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
      return this.#evaluate(context);
    }
    this.#lookups++;
    const known = remembered.get(id);
    if (known !== undefined) {
      this.#hits++;
      return known;
    }
    const json = this.#evaluate(context);
    if (remembered.size >= maxRemembered) {
      remembered.clear();
    }
    remembered.set(id, json);
    return json;
  }

  #isWorthRemembering(): boolean {
    return (
      this.#lookups < trialLength || this.#hits >= this.#lookups * minHitShare
    );
  }

  #evaluate(context: EvaluationContext): string {
    const { flags, toJson } = this.#options;
    let json = '';
    for (const flag of flags) {
      const fragment = toJson(flag, context);
      json += json === '' ? fragment : `,${fragment}`;
    }
    return json;
  }
}
