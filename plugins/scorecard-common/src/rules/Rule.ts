import type { JsonValue } from '@backstage/types';
import type { FilterPredicate } from '@backstage/filter-predicates';
import type { Operator } from './operators';

/** Where something stands in a file that a person wrote. */
export interface SourcePosition {
  file: string;
  /** Counted from 1. */
  line: number;
}

/** One comparison of a fact with a value. */
export interface Comparison {
  factRef: string;
  /** JSONPath into the fact. */
  path: string;
  operator: Operator;
  value?: JsonValue;
  /** JSONPath into the same fact, whose value takes the place of `value`. */
  valuePath?: string;
  /** Reads text as a number instead of comparing its length. */
  as?: 'number';
}

/** Comparisons and how they combine. */
export type Expression =
  | { all: Expression[] }
  | { any: Expression[] }
  | { not: Expression }
  | Comparison;

/** What a person can do about a failed rule. */
export interface Remediation {
  /** Markdown; `{{ actual }}` stands for the value that was found. */
  text?: string;
  /** An absolute URL or a path within the portal. */
  link?: string;
  /** Ref of a scaffolder template that mends it. */
  template?: string;
}

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** What an entity should fulfil, as written in a rule file. */
export interface Rule {
  id: string;
  name: string;
  description?: string;
  /** Entities that the rule is for; all of the scorecard's if absent. */
  filter?: FilterPredicate;
  /** Facts that the rule is for; without them it is not applicable. */
  when?: Expression;
  expression: Expression;
  /** Id of the scorecard's level that needs this rule. */
  level?: string;
  /** Share in the score. Positive, 1 unless said otherwise. */
  weight: number;
  category?: string;
  /** Ref of the entity that answers for the rule. */
  owner?: string;
  severity?: Severity;
  remediation?: Remediation;
  /** ISO date from which the rule counts; until then its result is only shown. */
  enableOn?: string;
  position: SourcePosition;
}

/** What is wrong with a rule file, and how to mend it. */
export interface RuleProblem extends SourcePosition {
  /** Absent if the problem is not within one rule. */
  ruleId?: string;
  message: string;
}
