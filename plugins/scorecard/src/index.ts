export { scorecardPlugin as default } from './plugin';
export { scorecardApiRef } from './api';
export type { ScorecardApi } from './api';
