export { FlagRules } from './FlagRules';
export { LazyJsonEditor } from './LazyJsonEditor';
export { createRuleCompletion } from './ruleCompletions';
export { RuleProblems } from './RuleProblems';
export { formatRules, parseRuleText } from './ruleText';
export { useRuleProblems } from './useRuleProblems';
