export { appLayout } from './appLayoutExtension';
