export { catalogModuleFeatureFlags as default } from './module';
