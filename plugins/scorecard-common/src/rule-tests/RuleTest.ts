import type { Entity } from '@backstage/catalog-model';
import type { Fact } from '../evaluation/Fact';
import type { RuleState } from '../evaluation/RuleResult';
import type { RuleProblem, SourcePosition } from '../rules/Rule';

/** An entity with its facts, and what a scorecard should say of it. */
export interface RuleTest {
  name: string;
  entity: Entity;
  facts: ReadonlyMap<string, Fact>;
  /** Milliseconds since the epoch; the moment of the run if absent. */
  now?: number;
  expected: {
    /** By the id of the rule; rules that are not named may have any state. */
    states: ReadonlyMap<string, RuleState>;
    /** Id of a level, or `none` below the lowest. Any if absent. */
    level?: string;
    /** From 0 to 1. Any if absent. */
    score?: number;
  };
  position: SourcePosition;
}

/** What was read of a file with golden cases, and what was not. */
export interface RuleTestFile {
  tests: RuleTest[];
  problems: RuleProblem[];
}

/** How a scorecard differs from what a test expects. */
export interface RuleTestResult {
  test: RuleTest;
  /** Empty if the test passes. */
  differences: RuleTestDifference[];
}

export interface RuleTestDifference {
  /** Id of the rule, `level` or `score`. */
  subject: string;
  expected: string;
  actual: string;
  /** Why, in a sentence. */
  message?: string;
}
