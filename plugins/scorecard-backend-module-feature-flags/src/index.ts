export { scorecardModuleFeatureFlags as default } from './module';
