export { scaffolderModuleWaitForEntity as default } from './module';
export { createWaitForEntityAction } from './createWaitForEntityAction';
export type { CreateWaitForEntityActionOptions } from './createWaitForEntityAction';
