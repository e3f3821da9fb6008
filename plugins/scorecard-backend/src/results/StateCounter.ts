import type { RuleState } from '@causeway/plugin-scorecard-common';
import { toLetter, toState } from '../engine/states';

const letters = [...'pfneu'];
const letterIndexes = new Uint8Array(256);
letters.forEach((letter, index) => {
  letterIndexes[letter.charCodeAt(0)] = index;
});

/** How many entities have which state for a rule. */
export type StateCount = { [state in RuleState]: number };

/** Counts the letters of states at each rule's place. */
export class StateCounter {
  readonly #counts: Uint32Array;

  constructor(rules: number) {
    this.#counts = new Uint32Array(rules * letters.length);
  }

  /** For the same rules. */
  createEmpty(): StateCounter {
    return new StateCounter(this.#counts.length / letters.length);
  }

  /** @param states - of any number of entities, one after the other */
  add(states: string): void {
    const counts = this.#counts;
    let place = 0;
    for (const code of Buffer.from(states, 'latin1')) {
      counts[place + letterIndexes[code]] += 1;
      place += letters.length;
      if (place === counts.length) {
        place = 0;
      }
    }
  }

  /** Adds what another one counted by the same rules. */
  addAll(other: StateCounter): void {
    other.#counts.forEach((count, place) => {
      this.#counts[place] += count;
    });
  }

  /** Whether any entity has a state for the rule at a place, counted from 0. */
  has(rule: number, state: RuleState): boolean {
    const index = letters.indexOf(toLetter(state));
    return this.#counts[rule * letters.length + index] > 0;
  }

  /** In the order of the rules. */
  toCounts(): StateCount[] {
    return Array.from(
      { length: this.#counts.length / letters.length },
      (_, rule) => {
        const count: StateCount = {
          pass: 0,
          fail: 0,
          'not-applicable': 0,
          exempt: 0,
          unknown: 0,
        };
        letters.forEach((letter, index) => {
          count[toState(letter)] = this.#counts[rule * letters.length + index];
        });
        return count;
      },
    );
  }
}
