import type { RuleState } from '@causeway/plugin-scorecard-common';
import { toState } from '../engine/states';

const letters = [...'pfneu'];

/** Counts the letters of states at each rule's place. */
export class StateCounter {
  readonly #rules: number;
  readonly #counts: Uint32Array;
  readonly #letterIndexes = new Uint8Array(256);

  constructor(rules: number) {
    this.#rules = rules;
    this.#counts = new Uint32Array(rules * letters.length);
    letters.forEach((letter, index) => {
      this.#letterIndexes[letter.charCodeAt(0)] = index;
    });
  }

  /** @param states - of any number of entities, one after the other */
  add(states: string): void {
    const counts = this.#counts;
    const letterIndexes = this.#letterIndexes;
    const end = counts.length;
    let place = 0;
    for (const code of Buffer.from(states, 'latin1')) {
      counts[place + letterIndexes[code]] += 1;
      place += letters.length;
      if (place === end) {
        place = 0;
      }
    }
  }

  /** In the order of the rules. */
  finish(): { [state in RuleState]: number }[] {
    return Array.from({ length: this.#rules }, (_, rule) => {
      const count = {
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
    });
  }
}
