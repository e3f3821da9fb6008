export { parseRuleFile } from './rules/parseRuleFile';
export type { RuleFile } from './rules/parseRuleFile';
export { InvalidRuleError } from './rules/InvalidRuleError';
export { operators } from './rules/operators';
export type { FailReason, Operator } from './rules/operators';
export { descriptorFactRef } from './rules/readExpression';
export type {
  Comparison,
  Expression,
  Remediation,
  Rule,
  RuleProblem,
  Severity,
  SourcePosition,
} from './rules/Rule';
export {
  compileFilter,
  comparisonsOf,
  compileRule,
} from './evaluation/compileRule';
export type { CompiledRule } from './evaluation/compileRule';
export { describeResult } from './evaluation/describeResult';
export type { Fact, KnownFact, Subject, UnknownFact } from './evaluation/Fact';
export type { Finding, RuleResult, RuleState } from './evaluation/RuleResult';
export { computeScore, isInForce } from './scorecards/computeScore';
export type { Score } from './scorecards/computeScore';
export type { Scorecard, ScorecardLevel } from './scorecards/Scorecard';
export type {
  EntityScorecard,
  Rollup,
  RuleCounts,
  RuleFailure,
  RuleOutcome,
  ScorecardSummary,
  Transition,
  TrendPoint,
} from './results';
