export { scorecardApiRef } from './ScorecardApi';
export type {
  ExportFormat,
  ExportOptions,
  GroupBy,
  PageOptions,
  ResultSelection,
  ScorecardApi,
} from './ScorecardApi';
export { ScorecardClient } from './ScorecardClient';
