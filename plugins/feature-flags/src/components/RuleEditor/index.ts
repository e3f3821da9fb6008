export { FlagRules } from './FlagRules';
export { LazyJsonEditor } from './LazyJsonEditor';
