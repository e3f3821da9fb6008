export { errorDisplay, notFoundErrorPage } from './errorPageExtensions';
