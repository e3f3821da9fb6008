export { EntityTable } from './EntityTable';
