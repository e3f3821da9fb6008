export { goldenPathsApiRef, serviceOrders } from './GoldenPathsApi';
export type { GoldenPathsApi, ServiceSelection } from './GoldenPathsApi';
export { GoldenPathsClient } from './GoldenPathsClient';
