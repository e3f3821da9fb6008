export { scorecardModuleApiDefinition as default } from './module';
