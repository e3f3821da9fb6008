import type { Problem } from '@causeway/plugin-feature-flags-common';
import { createScanner } from 'jsonc-parser';
import { admissionLimits } from './limits';
import { pointTo } from './pointer';

/** More of them tell nothing new, and a hostile text has a million. */
const maximumProblems = 20;

interface Level {
  /** The members seen so far; absent for a list. */
  names?: Set<string>;
  /** The name or index of what is being read. */
  at: string | number;
}

/**
 * Finds members of objects that stand there twice, of which `JSON.parse` would keep the last,
 * and what is nested so deep that walking it could overflow the stack.
 *
 * @remarks
 * It reads tokens instead of a tree, so that the depth of the text does not matter to it.
 *
 * @param text - valid JSON
 */
export function findBodyProblems(text: string): Problem[] {
  const scanner = createScanner(text, true);
  const levels: Level[] = [];
  const problems: Problem[] = [];
  let isName = false;

  for (
    scanner.scan();
    scanner.getTokenOffset() < text.length && problems.length < maximumProblems;
    scanner.scan()
  ) {
    if (levels.length > admissionLimits.bodyDepth) {
      return [
        {
          pointer: pointTo('', ...levels.map(({ at }) => at)),
          message: `This is nested more than ${admissionLimits.bodyDepth} levels deep.`,
        },
      ];
    }
    const level = levels.at(-1);
    const start = text[scanner.getTokenOffset()];
    if (start === '{') {
      levels.push({ names: new Set(), at: '' });
      isName = true;
    } else if (start === '[') {
      levels.push({ at: 0 });
      isName = false;
    } else if (start === '}' || start === ']') {
      levels.pop();
      isName = false;
    } else if (start === ',' && level) {
      isName = level.names !== undefined;
      if (typeof level.at === 'number') {
        level.at += 1;
      }
    } else if (start === '"' && isName && level?.names) {
      const name = scanner.getTokenValue();
      level.at = name;
      if (level.names.has(name)) {
        problems.push({
          pointer: pointTo('', ...levels.map(({ at }) => at)),
          message: `The name '${name}' stands here twice.`,
        });
      }
      level.names.add(name);
      isName = false;
    }
  }
  return problems;
}
