export { OpenRulesWidget } from './OpenRulesWidget';
