import type { Problem } from '@causeway/plugin-feature-flags-common';
import { findJsonProblems } from './findJsonProblems';
import { findTargetingSchemaProblems, flagdOperators } from './flagdSchema';
import { hasPrototypePart } from './names';
import { pointTo } from './pointer';

export interface FindTargetingProblemsOptions {
  /** Where the rule stands in what was sent. */
  pointer: string;
  /** The segments that it may refer to; empty inside of a segment. */
  segments: ReadonlySet<string>;
  /** The variants that it may answer with; absent for a segment, whose answer is a condition. */
  variants?: readonly string[];
}

const operatorsWithPaths = new Set(['var', 'missing', 'missing_some']);

/** Says everything that keeps a rule from being stored. */
export function findTargetingProblems(
  targeting: unknown,
  options: FindTargetingProblemsOptions,
): Problem[] {
  const { pointer, segments, variants } = options;
  const problems = findJsonProblems(targeting, pointer, (value, place) =>
    findOperatorProblems(value, place, { root: pointer, segments }),
  );
  if (problems.length > 0) {
    return problems;
  }
  return [
    ...findTargetingSchemaProblems(targeting, pointer),
    ...(variants ? findResultProblems(targeting, pointer, variants) : []),
  ];
}

function findOperatorProblems(
  value: object,
  pointer: string,
  { root, segments }: { root: string; segments: ReadonlySet<string> },
): Problem[] {
  if (Array.isArray(value)) {
    return [];
  }
  const operators = Object.keys(value);
  if (operators.length === 0 && pointer === root) {
    return [];
  }
  if (operators.length !== 1) {
    return [
      {
        pointer,
        message:
          operators.length === 0
            ? 'This rule has no operator.'
            : `A rule has one operator, but here are ${operators
                .map(operator => `'${operator}'`)
                .join(' and ')}.`,
      },
    ];
  }
  const [[operator, operand]] = Object.entries(value);
  const place = pointTo(pointer, operator);
  if (operator === '$ref') {
    return findReferenceProblems(operand, place, segments);
  }
  if (!flagdOperators.has(operator)) {
    return [
      { pointer: place, message: `flagd has no operator '${operator}'.` },
    ];
  }
  return operatorsWithPaths.has(operator)
    ? findPathProblems(operand, place)
    : [];
}

function findReferenceProblems(
  operand: unknown,
  pointer: string,
  segments: ReadonlySet<string>,
): Problem[] {
  if (typeof operand === 'string' && segments.has(operand)) {
    return [];
  }
  return [
    {
      pointer,
      message:
        segments.size === 0
          ? `There is no segment ${JSON.stringify(operand)} to refer to.`
          : `There is no segment ${JSON.stringify(operand)}; there are ${[
              ...segments,
            ]
              .slice(0, 10)
              .map(name => `'${name}'`)
              .join(', ')}.`,
    },
  ];
}

function findPathProblems(operand: unknown, pointer: string): Problem[] {
  const texts = JSON.stringify(operand).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return texts
    .map((text): string => JSON.parse(text))
    .filter(hasPrototypePart)
    .map(path => ({
      pointer,
      message: `The path '${path}' leads to an object's prototype, which rules must not read.`,
    }));
}

/** Finds answers that are spelled out in the rule but are no variants; computed ones show only in an evaluation. */
function findResultProblems(
  result: unknown,
  pointer: string,
  variants: readonly string[],
): Problem[] {
  if (typeof result === 'string' || typeof result === 'boolean') {
    return variants.includes(String(result))
      ? []
      : [
          {
            pointer,
            message: `The rule answers '${result}', which is no variant of the flag; there are ${variants
              .map(name => `'${name}'`)
              .join(', ')}.`,
          },
        ];
  }
  if (typeof result !== 'object' || result === null || Array.isArray(result)) {
    return [];
  }
  return Object.entries(result).flatMap(([operator, operands]) =>
    Array.isArray(operands)
      ? listResults(operator, operands).flatMap(({ value, path }) =>
          findResultProblems(
            value,
            pointTo(pointer, operator, ...path),
            variants,
          ),
        )
      : [],
  );
}

function listResults(
  operator: string,
  operands: unknown[],
): Array<{ value: unknown; path: number[] }> {
  if (operator === 'if') {
    return operands
      .map((value, index) => ({ value, path: [index] }))
      .filter((_, index) => index % 2 === 1 || index === operands.length - 1);
  }
  if (operator === 'fractional') {
    return operands.flatMap((bucket, index) =>
      Array.isArray(bucket) ? [{ value: bucket[0], path: [index, 0] }] : [],
    );
  }
  return [];
}
