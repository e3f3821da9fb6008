import type { Problem } from '@causeway/plugin-feature-flags-common';
import { admissionLimits } from './limits';
import { isPrototypeName } from './names';
import { pointTo } from './pointer';

// PostgreSQL's text has no NUL, and UTF-8 no half of a surrogate pair.
const unstorable = /[\0\p{Surrogate}]/u;

interface Place {
  value: unknown;
  pointer: string;
  depth: number;
}

/**
 * Holds a JSON value to the limits of admission.
 *
 * @remarks
 * It walks without recursion, because it is what protects everything recursive that follows.
 *
 * @param inspect - looks at every object, in the order of the text
 */
export function findJsonProblems(
  root: unknown,
  pointer: string,
  inspect?: (value: object, pointer: string) => Problem[],
): Problem[] {
  const problems: Problem[] = [];
  const open: Place[] = [{ value: root, pointer, depth: 1 }];
  let nodes = 0;

  for (let place = open.pop(); place; place = open.pop()) {
    nodes += 1;
    const excess = findExcess(place, nodes);
    if (excess) {
      return [...problems, { pointer: place.pointer, message: excess }];
    }
    problems.push(...findValueProblems(place));
    if (typeof place.value === 'object' && place.value !== null) {
      problems.push(...(inspect?.(place.value, place.pointer) ?? []));
      open.push(...listChildren(place.value, place).reverse());
    }
  }

  const bytes = Buffer.byteLength(JSON.stringify(root) ?? '');
  if (bytes > admissionLimits.bytes) {
    problems.push({
      pointer,
      message: `This is ${bytes} bytes of JSON; at most ${admissionLimits.bytes} are allowed.`,
    });
  }
  return problems;
}

function findExcess(
  { value, depth }: Place,
  nodes: number,
): string | undefined {
  if (depth > admissionLimits.depth) {
    return `This is nested more than ${admissionLimits.depth} levels deep.`;
  }
  if (Array.isArray(value) && value.length > admissionLimits.listLength) {
    return `This list has ${value.length} items; at most ${admissionLimits.listLength} are allowed.`;
  }
  if (nodes > admissionLimits.nodes) {
    return `Up to here there are more than ${admissionLimits.nodes} parts, which is the most that is allowed.`;
  }
  return undefined;
}

function findValueProblems({ value, pointer }: Place): Problem[] {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return [{ pointer, message: 'This number is too large for JSON clients.' }];
  }
  if (typeof value === 'string' && unstorable.test(value)) {
    return [
      {
        pointer,
        message: 'This text has a character that the database cannot store.',
      },
    ];
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.keys(value)
      .filter(isPrototypeName)
      .map(name => ({
        pointer: pointTo(pointer, name),
        message: `'${name}' must not be used as a name.`,
      }));
  }
  return [];
}

function listChildren(value: object, { pointer, depth }: Place): Place[] {
  return Object.entries(value).map(([name, child]) => ({
    value: child,
    pointer: pointTo(pointer, name),
    depth: depth + 1,
  }));
}
