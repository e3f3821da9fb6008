export { featureFlagsPlugin as default } from './plugin';
export { verifyHistory } from './history/verifyHistory';
