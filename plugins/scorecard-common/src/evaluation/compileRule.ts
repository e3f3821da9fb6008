import { compilePath, isJsonValue } from '../rules/compilePath';
import { InvalidRuleError } from '../rules/InvalidRuleError';
import { operators } from '../rules/operators';
import type { Comparison, Expression, Rule } from '../rules/Rule';
import { descriptorFactRef } from '../rules/readExpression';
import { compileFilter } from './compileFilter';
import type { Subject } from './Fact';
import type { RuleResult } from './RuleResult';

/** A rule that is ready to run. */
export interface CompiledRule {
  rule: Rule;
  /** Facts that it reads, the descriptor aside. */
  factRefs: string[];
  /**
   * Decides the rule for one entity. It does not throw: a rule that breaks is unknown.
   *
   * @param now - milliseconds since the epoch, for rules about age
   */
  evaluate(subject: Subject, now: number): RuleResult;
}

type Evaluator = (subject: Subject, now: number) => RuleResult;

// Most results are one of these, so they are not made anew for each entity.
const passed: RuleResult = { state: 'pass' };
const notApplicable: RuleResult = { state: 'not-applicable' };

/**
 * Compiles a rule once for many entities.
 *
 * @throws InvalidRuleError if the rule did not come from `parseRuleFile` and is not valid
 */
export function compileRule(rule: Rule): CompiledRule {
  const evaluateExpression = compileExpression(rule.expression);
  const evaluateWhen = rule.when && compileExpression(rule.when);
  const isApplicable = compileFilter(rule.filter);
  return {
    rule,
    factRefs: [
      ...new Set(comparisonsOfRule(rule).map(({ factRef }) => factRef)),
    ].filter(factRef => factRef !== descriptorFactRef),
    evaluate(subject, now) {
      try {
        if (!isApplicable(subject.entity)) {
          return notApplicable;
        }
        const when = evaluateWhen?.(subject, now) ?? passed;
        if (when.state === 'fail') {
          return { state: 'not-applicable', findings: when.findings };
        }
        return when.state === 'pass' ? evaluateExpression(subject, now) : when;
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return {
          state: 'unknown',
          message: `The rule '${rule.id}' cannot be evaluated: ${detail}`,
        };
      }
    },
  };
}

function compileExpression(expression: Expression): Evaluator {
  if ('all' in expression) {
    return compileAll(expression.all.map(compileExpression));
  }
  if ('any' in expression) {
    return compileAny(expression.any.map(compileExpression));
  }
  if ('not' in expression) {
    return compileNot(expression.not);
  }
  return compileComparison(expression);
}

/** Fails if a part fails, with the findings of all that do; else is unknown if a part is. */
function compileAll(parts: Evaluator[]): Evaluator {
  return (subject, now) => {
    let outcome: RuleResult = passed;
    for (const part of parts) {
      const result = part(subject, now);
      if (result.state === 'fail') {
        outcome =
          outcome.state === 'fail'
            ? {
                state: 'fail',
                findings: [...outcome.findings, ...result.findings],
              }
            : result;
      } else if (result.state === 'unknown' && outcome.state === 'pass') {
        outcome = result;
      }
    }
    return outcome;
  };
}

/** Passes if a part passes; else is unknown if a part is. */
function compileAny(parts: Evaluator[]): Evaluator {
  return (subject, now) => {
    let outcome: RuleResult | undefined;
    for (const part of parts) {
      const result = part(subject, now);
      if (result.state === 'pass') {
        return result;
      }
      if (result.state === 'unknown') {
        outcome = result;
      } else if (result.state === 'fail' && outcome?.state !== 'unknown') {
        outcome =
          outcome?.state === 'fail'
            ? {
                state: 'fail',
                findings: [...outcome.findings, ...result.findings],
              }
            : result;
      }
    }
    return outcome ?? passed;
  };
}

/** Turns pass and fail round; what was found is read anew only where the result needs it. */
function compileNot(expression: Expression): Evaluator {
  const evaluate = compileExpression(expression);
  const comparisons = comparisonsOf(expression).map(comparison => ({
    comparison,
    read: compileReader(comparison.path),
  }));
  return (subject, now) => {
    const result = evaluate(subject, now);
    if (result.state === 'fail') {
      return passed;
    }
    if (result.state !== 'pass') {
      return result;
    }
    return {
      state: 'fail',
      findings: comparisons.map(({ comparison, read }) => ({
        comparison,
        reason: 'comparison',
        actual: read(subject, comparison.factRef),
      })),
    };
  };
}

function compileComparison(comparison: Comparison): Evaluator {
  const { factRef, operator, value, valuePath, as } = comparison;
  const { compare, prepare } = operators[operator];
  const read = compileReader(comparison.path);
  const readExpected =
    valuePath === undefined ? undefined : compileReader(valuePath);
  const prepared = readExpected ? undefined : prepare(value);

  return (subject, now) => {
    if (factRef !== descriptorFactRef) {
      const fact = subject.facts.get(factRef);
      if (fact === undefined) {
        return {
          state: 'unknown',
          factRef,
          message: `No source gave the fact '${factRef}' of this entity`,
        };
      }
      if (fact.status === 'unknown') {
        return { state: 'unknown', factRef, fact, message: fact.message };
      }
    }

    const actual = read(subject, factRef);
    let expected: unknown = prepared;
    if (readExpected) {
      const found = readExpected(subject, factRef);
      try {
        expected = prepare(isJsonValue(found) ? found : undefined);
      } catch (error) {
        if (!(error instanceof InvalidRuleError)) {
          throw error;
        }
        const reason = found === undefined ? 'missing' : 'type';
        return { state: 'fail', findings: [{ comparison, reason, actual }] };
      }
    }
    const reason = compare(actual, expected, { now, as });
    return reason === undefined
      ? passed
      : { state: 'fail', findings: [{ comparison, reason, actual }] };
  };
}

/** Reads a path from the descriptor or from another fact that is known. */
function compileReader(
  path: string,
): (subject: Subject, factRef: string) => unknown {
  const read = compilePath(path);
  return (subject, factRef) => {
    if (factRef === descriptorFactRef) {
      return read(subject.entity);
    }
    const fact = subject.facts.get(factRef);
    return fact?.status === 'known' ? read(fact.value) : undefined;
  };
}

/** The comparisons of a rule: those that decide whether it is for an entity, then its own. */
export function comparisonsOfRule({ when, expression }: Rule): Comparison[] {
  return [...(when ? comparisonsOf(when) : []), ...comparisonsOf(expression)];
}

/** The comparisons of an expression, in the order in which they were written. */
function comparisonsOf(expression: Expression): Comparison[] {
  if ('all' in expression) {
    return expression.all.flatMap(comparisonsOf);
  }
  if ('any' in expression) {
    return expression.any.flatMap(comparisonsOf);
  }
  return 'not' in expression ? comparisonsOf(expression.not) : [expression];
}
