export { parseDuration } from './parseDuration.ts';
