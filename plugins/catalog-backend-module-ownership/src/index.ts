export { catalogModuleOwnership as default } from './module';
