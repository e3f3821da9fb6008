export { featureFlagsPlugin as default } from './plugin';
export { verifyHistory } from './history/verifyHistory';
export { createStartWithoutDatabase } from './waiting/createStartWithoutDatabase';
export type { StartWithoutDatabase } from './waiting/createStartWithoutDatabase';
