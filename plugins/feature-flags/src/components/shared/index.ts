export { Actor } from './Actor';
export { EmptyState } from './EmptyState';
export { getErrorMessage, hasStatus } from './errors';
export { LoadingState } from './LoadingState';
export { Mark } from './Mark';
export { RelativeTime } from './RelativeTime';
export { RequestFailure } from './RequestFailure';
export { StaleMark } from './StaleMark';
export { StateMark } from './StateMark';
