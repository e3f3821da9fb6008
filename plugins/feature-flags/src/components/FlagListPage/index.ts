export { FlagListPage } from './FlagListPage';
