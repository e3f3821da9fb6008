export { oidcAuthApi } from './oidcAuthApi';
export { signInPage } from './signInPageExtension';
