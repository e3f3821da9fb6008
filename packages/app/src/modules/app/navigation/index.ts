export { navContent } from './navContentExtension';
