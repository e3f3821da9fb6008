export { CreateFlagPage } from './CreateFlagPage';
