import type { Problem, Targeting } from '@causeway/plugin-feature-flags-common';
import {
  findNodeAtLocation,
  parse,
  parseTree,
  printParseErrorCode,
  type ParseError,
} from 'jsonc-parser';

/** A problem with the place in the text that it is about. */
export interface TextProblem {
  message: string;
  from: number;
  to: number;
}

/** Rules as they are typed: an object, nothing at all, or something that is neither. */
export type RuleText =
  | { targeting: Targeting | undefined; problems: [] }
  | { targeting?: never; problems: TextProblem[] };

/** Reads typed rules. Empty text stands for no rules. */
export function parseRuleText(text: string): RuleText {
  if (text.trim() === '') {
    return { targeting: undefined, problems: [] };
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, {
    disallowComments: true,
    allowTrailingComma: false,
  });
  if (errors.length > 0) {
    return {
      problems: errors.map(({ error, offset, length }) => ({
        message: describeParseError(printParseErrorCode(error)),
        from: Math.min(offset, text.length),
        to: Math.min(offset + length, text.length),
      })),
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      problems: [
        {
          message: 'Rules are a JSON object, such as {"if": […]}',
          from: 0,
          to: text.length,
        },
      ],
    };
  }
  const targeting = value as Targeting;
  return Object.keys(targeting).length > 0
    ? { targeting, problems: [] }
    : { targeting: undefined, problems: [] };
}

export function formatRules(targeting: Targeting | undefined): string {
  return targeting && Object.keys(targeting).length > 0
    ? JSON.stringify(targeting, undefined, 2)
    : '';
}

/** Finds what the backend objects to in the text that was sent to it as `targeting`. */
export function locateProblem(text: string, problem: Problem): TextProblem {
  const { pointer, message } = problem;
  const segments = pointer
    .replace(/^\/targeting(?=\/|$)/, '')
    .split('/')
    .slice(1)
    .map(segment => segment.replace(/~1/g, '/').replace(/~0/g, '~'));

  const tree = parseTree(text);
  // The fault may be in something that is missing; then its parent is marked.
  for (let depth = segments.length; tree && depth >= 0; depth--) {
    const node = findNodeAtLocation(tree, segments.slice(0, depth).map(toStep));
    if (node) {
      return { message, from: node.offset, to: node.offset + node.length };
    }
  }
  return { message, from: 0, to: text.length };
}

function toStep(segment: string): string | number {
  return /^\d+$/.test(segment) ? Number(segment) : segment;
}

/** `CommaExpected` as `Comma expected`. */
function describeParseError(code: string): string {
  const words = code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
