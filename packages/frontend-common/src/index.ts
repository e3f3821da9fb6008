export { EmptyState } from './EmptyState';
export { getErrorMessage, hasStatus } from './errors';
export { LoadingState } from './LoadingState';
export { Mark } from './Mark';
export { NamedTable } from './NamedTable';
export { Pager } from './Pager';
export { RelativeTime } from './RelativeTime';
export { RequestFailure } from './RequestFailure';
export { TypedFilter } from './TypedFilter';
