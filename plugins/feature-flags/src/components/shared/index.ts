export { Actor } from './Actor';
export { RequestFailure } from './RequestFailure';
export { StaleMark } from './StaleMark';
export { StateMark } from './StateMark';
