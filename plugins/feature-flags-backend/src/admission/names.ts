import type { Problem } from '@causeway/plugin-feature-flags-common';
import { admissionLimits } from './limits';

/** Names that reach an object's prototype, in flagd's engine or in any client's. */
const prototypeNames = new Set(['__proto__', 'prototype', 'constructor']);

/** Control characters, and halves of a surrogate pair. */
const unprintable = /[\p{Control}\p{Surrogate}]/u;

export function isPrototypeName(name: string): boolean {
  return prototypeNames.has(name);
}

/** Whether any part of a `var` path leads to a prototype, whatever separates the parts. */
export function hasPrototypePart(path: string): boolean {
  return path.split(/[^\w]+/).some(isPrototypeName);
}

/** Checks the key of a flag, the name of a segment or of a variant. */
export function findNameProblems(
  what: string,
  name: string,
  pointer: string,
): Problem[] {
  if (name === '') {
    return [{ pointer, message: `${what} is empty.` }];
  }
  if (name.length > admissionLimits.nameLength) {
    return [
      {
        pointer,
        message: `${what} has ${name.length} characters; at most ${admissionLimits.nameLength} are allowed.`,
      },
    ];
  }
  if (isPrototypeName(name) || name === '.' || name === '..') {
    return [{ pointer, message: `${what} must not be '${name}'.` }];
  }
  if (unprintable.test(name)) {
    return [
      {
        pointer,
        message: `${what} ${JSON.stringify(
          name,
        )} has a character that cannot be printed.`,
      },
    ];
  }
  return [];
}
