export { findOnCall, listOnCallAnnotations } from './findOnCall';
export { findRunbookLink } from './findRunbookLink';
export { isSafeHref } from './isSafeHref';
