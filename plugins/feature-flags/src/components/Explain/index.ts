export { ExplainPanel } from './ExplainPanel';
