export { searchModuleOwnership as default } from './module';
export { toOwnershipDocument } from './toOwnershipDocument';
export type { OwnershipDocument } from './toOwnershipDocument';
