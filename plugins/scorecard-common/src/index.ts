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
export { compileFilter } from './evaluation/compileFilter';
export { comparisonsOfRule, compileRule } from './evaluation/compileRule';
export type { CompiledRule } from './evaluation/compileRule';
export { compileScorecard } from './evaluation/compileScorecard';
export type {
  CompiledScorecard,
  ScorecardResult,
} from './evaluation/compileScorecard';
export { compareScorecards } from './evaluation/compareScorecards';
export type {
  RuleChange,
  ScorecardChange,
  ScorecardComparison,
} from './evaluation/compareScorecards';
export { describeResult } from './evaluation/describeResult';
export type { Fact, KnownFact, Subject, UnknownFact } from './evaluation/Fact';
export type { Finding, RuleResult, RuleState } from './evaluation/RuleResult';
export { computeScore, isInForce } from './scorecards/computeScore';
export type { Score } from './scorecards/computeScore';
export type { Scorecard, ScorecardLevel } from './scorecards/Scorecard';
export type {
  DryRun,
  DryRunChange,
  EntityMove,
  EntityScore,
  EntityScorecard,
  ExplainedFact,
  ExplanationStep,
  GateResult,
  HeatMap,
  HeatMapRow,
  Movers,
  Page,
  Rollup,
  RuleCounts,
  RuleExplanation,
  RuleFailure,
  RuleMove,
  RuleOutcome,
  ScorecardFault,
  ScorecardProblems,
  ScorecardSummary,
  Transition,
  TrendPoint,
} from './results';
export { levelLabelPrefix, noLevel } from './levels';
export type { EntityLevels } from './levels';
export { lintRuleFile } from './lint/lintRuleFile';
export type { LintCheck, LintResult, RuleWarning } from './lint/lintRuleFile';
export { parseRuleTests } from './rule-tests/parseRuleTests';
export { runRuleTests } from './rule-tests/runRuleTests';
export type {
  RuleTest,
  RuleTestDifference,
  RuleTestFile,
  RuleTestResult,
} from './rule-tests/RuleTest';
export { importSoundcheck } from './importers/importSoundcheck';
export { importTechInsights } from './importers/importTechInsights';
export type {
  ImportedScorecard,
  ImportFile,
  ImportNote,
  RuleImport,
} from './importers/RuleImport';
export {
  scorecardFactsWritePermission,
  scorecardPermissions,
  scorecardReadPermission,
  scorecardRefreshPermission,
} from './permissions';
