export { searchModuleFeatureFlags as default } from './module';
