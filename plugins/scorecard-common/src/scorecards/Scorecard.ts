import type { FilterPredicate } from '@backstage/filter-predicates';
import type { Rule } from '../rules/Rule';

/** A step of a scorecard; it is reached when its rules and those of all steps below it pass. */
export interface ScorecardLevel {
  id: string;
  title: string;
}

/** Rules over some of the catalog's entities, and what fulfilling them is worth. */
export interface Scorecard {
  id: string;
  title: string;
  description?: string;
  /** Ref of the entity that answers for the scorecard. */
  owner?: string;
  /** Entities that are scored; all if absent. */
  filter?: FilterPredicate;
  /** From the lowest to the highest. */
  levels: ScorecardLevel[];
  rules: Rule[];
}
