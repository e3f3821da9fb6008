export { permissionModuleRoles as default } from './module';
