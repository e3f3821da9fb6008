export { scorecardApiRef } from './ScorecardApi';
export type {
  ExportFormat,
  ExportOptions,
  GroupBy,
  ResultSelection,
  ScorecardApi,
} from './ScorecardApi';
export { ScorecardClient } from './ScorecardClient';
