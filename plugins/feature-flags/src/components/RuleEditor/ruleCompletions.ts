import type {
  CompletionContext,
  CompletionResult,
} from '@codemirror/autocomplete';
import { getLocation } from 'jsonc-parser';

/** The operators that flagd's schema of targeting rules knows, with what they do. */
const operators: { [name: string]: string } = {
  if: 'Condition, result, …, else',
  and: 'All are true',
  or: 'One is true',
  '!': 'Not',
  '!!': 'As true or false',
  '==': 'Equal',
  '===': 'Equal, of the same type',
  '!=': 'Not equal',
  '!==': 'Not equal, or of another type',
  '>': 'Greater',
  '>=': 'Greater or equal',
  '<': 'Less',
  '<=': 'Less or equal',
  in: 'Part of a list or text',
  var: 'An attribute of the context',
  missing: 'Attributes that are absent',
  missing_some: 'Fewer attributes than needed',
  starts_with: 'Text begins with',
  ends_with: 'Text ends with',
  sem_ver: 'Compares semantic versions',
  fractional: 'Splits users by percentage',
  cat: 'Joins texts',
  substr: 'Part of a text',
  min: 'Smallest',
  max: 'Largest',
  '+': 'Sum',
  '-': 'Difference',
  '*': 'Product',
  '/': 'Quotient',
  '%': 'Remainder',
  map: 'Changes each of a list',
  filter: 'Some of a list',
  reduce: 'One from a list',
  all: 'True for each of a list',
  none: 'True for none of a list',
  some: 'True for one of a list',
  merge: 'Joins lists',
  $ref: 'A segment of the flag set',
};

const attributes = ['targetingKey', '$flagd.flagKey', '$flagd.timestamp'];

/** Offers operators as keys, attributes after `var`, segments after `$ref` and variants elsewhere. */
export function createRuleCompletion(options: {
  variants: string[];
  segments: string[];
}) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const { path, isAtPropertyKey } = getLocation(text, context.pos);
    const word = context.matchBefore(/"?[\w$.!=<>+*/%-]*/);
    if (!word || (word.from === word.to && !context.explicit)) {
      return null;
    }
    const labels = isAtPropertyKey
      ? Object.keys(operators)
      : getValues(path.at(-1) === 0 ? path.at(-2) : path.at(-1));

    const isClosed = text.charAt(context.pos) === '"';
    return {
      from: word.from,
      to: isClosed ? context.pos + 1 : context.pos,
      options: labels.map(label => ({
        label: JSON.stringify(label),
        detail: isAtPropertyKey ? operators[label] : undefined,
      })),
    };
  };

  function getValues(parent: string | number | undefined): string[] {
    switch (parent) {
      case 'var':
        return attributes;
      case '$ref':
        return options.segments;
      default:
        return options.variants;
    }
  }
}
