export { devtoolsModule } from './devtoolsModule';
export { useDevToolsAccess } from './useDevToolsAccess';
