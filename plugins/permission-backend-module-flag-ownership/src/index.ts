export { permissionModuleFlagOwnership as default } from './module';
