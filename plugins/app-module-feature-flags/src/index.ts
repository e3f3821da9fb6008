export { appFeatureFlagsModule as default } from './module';
