export { catalogChangesTopic, isCatalogChanges } from './catalogChanges';
export type { CatalogChanges } from './catalogChanges';
export { factCollectorsExtensionPoint } from './factCollectors';
export type {
  CollectContext,
  FactCollector,
  FactCollectorsExtensionPoint,
} from './factCollectors';
