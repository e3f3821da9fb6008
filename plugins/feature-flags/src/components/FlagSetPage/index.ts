export { FlagSetPage } from './FlagSetPage';
