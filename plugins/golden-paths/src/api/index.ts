export { goldenPathsApiRef, serviceOrders } from './GoldenPathsApi';
export type {
  GoldenPathsApi,
  ServiceOrder,
  ServiceSelection,
} from './GoldenPathsApi';
export { GoldenPathsClient } from './GoldenPathsClient';
