export { authModuleSignIn as default } from './module';
