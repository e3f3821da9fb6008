export { CreateSegmentPage } from './CreateSegmentPage';
export { SegmentPage } from './SegmentPage';
export { SegmentUses } from './SegmentUses';
