export { catalogModuleScorecard as default } from './module';
