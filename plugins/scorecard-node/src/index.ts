export { factCollectorsExtensionPoint } from './factCollectors';
export type {
  CollectContext,
  FactCollector,
  FactCollectorsExtensionPoint,
} from './factCollectors';
