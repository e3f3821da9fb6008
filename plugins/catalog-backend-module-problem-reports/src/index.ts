export { catalogModuleProblemReports as default } from './module';
