import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { JsonValue } from '@backstage/types';
import {
  compileFilter,
  compileRule,
  comparisonsOfRule,
  descriptorFactRef,
  describeResult,
  type Comparison,
  type ExplainedFact,
  type ExplanationStep,
  type Expression,
  type Fact,
  type Rule,
  type RuleExplanation,
  type RuleResult,
  type Subject,
} from '@causeway/plugin-scorecard-common';
import type { DatabaseFactStore, StoredFact } from '../facts/DatabaseFactStore';

/** Tells what a rule reads of an entity, and what each of its parts comes to. */
export async function explainRule(options: {
  entity: Entity;
  rule: Rule;
  facts: Pick<DatabaseFactStore, 'get'>;
  /** Facts that nobody collects anew when they expire. */
  pushedFactRefs: ReadonlySet<string>;
}): Promise<Pick<RuleExplanation, 'isApplicable' | 'steps' | 'facts'>> {
  const { entity, rule } = options;
  const entityRef = stringifyEntityRef(entity);
  const factRefs = [
    ...new Set(comparisonsOfRule(rule).map(({ factRef }) => factRef)),
  ];
  const stored =
    (await options.facts.get([entityRef], factRefs)).get(entityRef) ??
    new Map<string, StoredFact>();
  const now = Date.now();
  const subject: Subject = {
    entity,
    facts: new Map(
      [...stored].map(([factRef, fact]) => [
        factRef,
        toFact(fact, options.pushedFactRefs.has(factRef) ? now : undefined),
      ]),
    ),
  };
  const isMeant = matches(rule, entity);
  const when = isMeant && rule.when ? explain(rule, rule.when) : undefined;
  const isApplicable = isMeant && when?.state !== 'fail';
  return {
    isApplicable,
    ...(isApplicable
      ? { steps: explain(rule, rule.expression) }
      : when && { steps: when }),
    facts: factRefs.map(factRef => describeFact(factRef, stored)),
  };

  function explain(of: Rule, expression: Expression): ExplanationStep {
    const run = (part: Expression): RuleResult =>
      compileRule({
        ...of,
        filter: undefined,
        when: undefined,
        expression: part,
      }).evaluate(subject, now);
    const result = run(expression);
    const { state } = result;
    if ('all' in expression) {
      const steps = expression.all.map(part => explain(of, part));
      return { type: 'all', state, steps };
    }
    if ('any' in expression) {
      const steps = expression.any.map(part => explain(of, part));
      return { type: 'any', state, steps };
    }
    if ('not' in expression) {
      return { type: 'not', state, steps: [explain(of, expression.not)] };
    }
    // What passes says nothing; that it is not so would be told with the value that was found.
    const told = state === 'pass' ? run({ not: expression }) : result;
    return {
      type: 'comparison',
      state,
      message: describeResult(told),
      comparison: expression,
      ...(told.state === 'fail' && { actual: toActual(told, expression) }),
    };
  }
}

function toActual(
  { findings }: Extract<RuleResult, { state: 'fail' }>,
  comparison: Comparison,
): JsonValue | undefined {
  const finding = findings.find(item => item.comparison === comparison);
  const { actual } = finding ?? {};
  return actual === undefined ? undefined : JSON.parse(JSON.stringify(actual));
}

function matches(rule: Rule, entity: Entity): boolean {
  try {
    return compileFilter(rule.filter)(entity);
  } catch {
    // The stored outcome says that the filter cannot be evaluated.
    return false;
  }
}

/** @param now - in milliseconds, for a fact that can expire */
function toFact(fact: StoredFact, now: number | undefined): Fact {
  const { factRef, source, expiresAt, collectedAt, value } = fact;
  const known = { status: 'known', value, collectedAt, source } as const;
  if (fact.status === 'unknown') {
    const message = fact.message ?? `The fact '${factRef}' is unknown`;
    return { status: 'unknown', message, source };
  }
  return now !== undefined &&
    expiresAt !== undefined &&
    Date.parse(expiresAt) <= now
    ? {
        status: 'unknown',
        message: `The fact '${factRef}' expired at ${expiresAt}`,
        source,
        lastKnown: known,
      }
    : known;
}

function describeFact(
  factRef: string,
  stored: ReadonlyMap<string, StoredFact>,
): ExplainedFact {
  const fact = stored.get(factRef);
  if (factRef === descriptorFactRef) {
    return { factRef, status: 'known', source: 'catalog' };
  }
  return fact
    ? {
        factRef,
        status: fact.status,
        source: fact.source,
        collectedAt: fact.collectedAt,
        expiresAt: fact.expiresAt,
        message: fact.message,
      }
    : {
        factRef,
        status: 'unknown',
        message: `No source gave the fact '${factRef}' of this entity`,
      };
}
