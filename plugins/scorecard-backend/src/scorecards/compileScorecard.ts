import type { Entity } from '@backstage/catalog-model';
import {
  comparisonsOfRule,
  compileFilter,
  compileRule,
  isInForce,
  type CompiledRule,
  type Rule,
  type Scorecard,
} from '@causeway/plugin-scorecard-common';
import { createHash } from 'node:crypto';
import { canonicalJson } from '@causeway/backend-common';

/** A rule of a compiled scorecard. */
interface ScorecardRule {
  rule: Rule;
  /** Of what decides the state; name, weight and the like aside. */
  hash: string;
  /** Position of its filter among those of the scorecard; undefined without one. */
  filterIndex?: number;
  /** Decides the conditions; the filter has been asked before. */
  evaluate: CompiledRule['evaluate'];
}

/** A scorecard that is ready to run. */
export interface CompiledScorecard {
  scorecard: Scorecard;
  /** Hash of the definition. */
  version: string;
  rules: ScorecardRule[];
  /** Facts that its rules read, the descriptor aside; sorted. */
  factRefs: string[];
  /** The filters of its rules, each once: many rules share one. */
  filters: ((entity: Entity) => boolean)[];
  isApplicable: (entity: Entity) => boolean;
  /** Whether results can change though neither entity nor facts do. */
  dependsOnTime: (now: number) => boolean;
}

/** What must be kept of a version to read results that bear it. */
export interface ScorecardVersion {
  version: string;
  rules: { id: string; hash: string }[];
  factRefs: string[];
}

const graceInMs = 30 * 24 * 60 * 60 * 1000;
const agingOperators = new Set(['olderThan', 'newerThan']);

/** Compiles a scorecard once for the whole catalog. */
export function compileScorecard(scorecard: Scorecard): CompiledScorecard {
  const filters: CompiledScorecard['filters'] = [];
  const filterIndexes = new Map<string, number>();
  const factRefs = new Set<string>();

  const rules = scorecard.rules.map((rule): ScorecardRule => {
    const { factRefs: read, evaluate } = compileRule({
      ...rule,
      filter: undefined,
    });
    read.forEach(factRef => factRefs.add(factRef));
    const compiled = { rule, hash: hashRule(rule), evaluate };
    if (rule.filter === undefined) {
      return compiled;
    }
    const key = canonicalJson(rule.filter);
    const filterIndex = filterIndexes.get(key) ?? filters.length;
    if (filterIndex === filters.length) {
      filterIndexes.set(key, filterIndex);
      filters.push(compileFilter(rule.filter));
    }
    return { ...compiled, filterIndex };
  });

  const hasAgingRule = scorecard.rules.some(rule =>
    comparisonsOfRule(rule).some(({ operator }) =>
      agingOperators.has(operator),
    ),
  );
  return {
    scorecard,
    version: hashScorecard(scorecard),
    rules,
    factRefs: [...factRefs].sort(),
    filters,
    isApplicable: compileFilter(scorecard.filter),
    dependsOnTime: now =>
      hasAgingRule ||
      scorecard.rules.some(
        // Results that were made before the day need one more run after it, which a
        // portal that was down for long may be late with.
        ({ enableOn }) =>
          enableOn !== undefined && !isInForce(enableOn, now - graceInMs),
      ),
  };
}

/** What must be kept of a compiled scorecard to read its results later. */
export function toVersion(card: CompiledScorecard): ScorecardVersion {
  return {
    version: card.version,
    rules: card.rules.map(({ rule, hash }) => ({ id: rule.id, hash })),
    factRefs: card.factRefs,
  };
}

/** Where a rule stands in its file is no part of what it says. */
function hashScorecard(scorecard: Scorecard): string {
  return digest({
    ...scorecard,
    rules: scorecard.rules.map(({ position: _, ...rule }) => rule),
  });
}

function hashRule({ filter, when, expression }: Rule): string {
  return digest({ filter, when, expression });
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(value))
    .digest('hex')
    .slice(0, 24);
}
