export { EntityName } from './EntityName';
export { LevelMark } from './LevelMark';
export { NoResults } from './NoResults';
export { PagedList } from './PagedList';
export { RequestFailure } from './RequestFailure';
export { Score } from './Score';
export { StateMark } from './StateMark';
