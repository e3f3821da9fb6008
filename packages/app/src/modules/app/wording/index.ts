export { techdocsWording } from './techdocsWording';
