import type { RuleState } from '@causeway/plugin-scorecard-common';

/** How states are stored: one letter for each rule, in the order of the scorecard. */
const letters = {
  pass: 'p',
  fail: 'f',
  'not-applicable': 'n',
  exempt: 'e',
  unknown: 'u',
} as const satisfies { [state in RuleState]: string };

export type StateLetter = (typeof letters)[RuleState];

const statesByLetter = new Map(
  Object.entries(letters).map(([state, letter]) => [
    letter,
    state as RuleState,
  ]),
);

export function toLetter(state: RuleState): StateLetter {
  return letters[state];
}

/** @throws Error if no state has that letter, which means that the row is not ours */
export function toState(letter: string): RuleState {
  const state = statesByLetter.get(letter as StateLetter);
  if (state === undefined) {
    throw new Error(`No state of a rule has the letter '${letter}'`);
  }
  return state;
}
