import type { EvaluationContext } from '@openfeature/core';

/** Evaluates with what was not known yet. */
export type RestOfEvaluation = (context: EvaluationContext) => string;

/** Answers of some flags, as far as they are known before it is known who asks. */
export interface Decision {
  /** Answers, each with a comma before it. */
  json: string;
  rest: readonly RestOfEvaluation[];
}

/** Enough for the plans, countries and versions that rules tell apart. */
const maxRemembered = 1_024;
/** Of all texts together; answers of ten thousand flags are long. */
const maxCharacters = 4 * 1024 * 1024;
/** After so many answers a memory that seldom met known values stops remembering. */
const trialLength = 2_048;
const minHitShare = 0.25;
/** Longer values are nothing that a plan or a country looks like. */
const maxIdLength = 256;

/** Remembers what was decided for the same values of some attributes. */
export class DecisionMemory {
  readonly #positions: readonly number[];
  readonly #remembered = new Map<string, Decision>();
  #characters = 0;
  #interval: number | undefined;
  #hits = 0;
  #lookups = 0;

  /**
   * @param attributes - on which decisions depend
   * @param encoded - the attributes that are encoded of each context
   */
  constructor(attributes: Iterable<string>, encoded: readonly string[]) {
    this.#positions = Array.from(attributes, name => encoded.indexOf(name));
  }

  /**
   * @param values - the encoded attributes of a context
   * @param interval - the period between two times in rules
   */
  recall(
    values: readonly string[],
    interval: number,
    decide: () => Decision,
  ): Decision {
    if (!this.#isWorthRemembering()) {
      return decide();
    }
    if (interval !== this.#interval) {
      this.#forget();
      this.#interval = interval;
    }
    let id = '';
    for (const position of this.#positions) {
      id += values[position];
    }
    if (id.length > maxIdLength) {
      return decide();
    }
    this.#lookups++;
    const known = this.#remembered.get(id);
    if (known !== undefined) {
      this.#hits++;
      return known;
    }
    const decision = decide();
    this.#remember(id, decision);
    return decision;
  }

  #isWorthRemembering(): boolean {
    return (
      this.#lookups < trialLength || this.#hits >= this.#lookups * minHitShare
    );
  }

  #remember(id: string, decision: Decision): void {
    const characters = decision.json.length;
    if (
      this.#remembered.size >= maxRemembered ||
      this.#characters + characters > maxCharacters
    ) {
      this.#forget();
    }
    if (characters <= maxCharacters) {
      this.#remembered.set(id, decision);
      this.#characters += characters;
    }
  }

  #forget(): void {
    this.#remembered.clear();
    this.#characters = 0;
  }
}
