export { featureFlagsModuleUnleash as default } from './module';
