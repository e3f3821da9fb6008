export { FlagdFile } from './FlagdFile';
