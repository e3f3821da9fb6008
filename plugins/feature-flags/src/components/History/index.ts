export { Diff, TextDiff } from './Diff';
export { History } from './History';
