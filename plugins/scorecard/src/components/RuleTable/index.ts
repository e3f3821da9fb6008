export { RuleTable } from './RuleTable';
