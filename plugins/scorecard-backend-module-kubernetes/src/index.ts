export { scorecardModuleKubernetes as default } from './module';
