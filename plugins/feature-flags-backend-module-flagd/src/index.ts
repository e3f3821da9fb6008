export { featureFlagsModuleFlagd as default } from './module';
