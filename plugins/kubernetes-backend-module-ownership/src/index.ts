export { kubernetesModuleOwnership as default } from './module';
