export { scaffolderModuleFeatureFlags as default } from './module';
