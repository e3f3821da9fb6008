export { FlagRules } from './FlagRules';
