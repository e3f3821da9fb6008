export { EntityFeatureFlags } from './EntityFeatureFlags';
export { FlagMatrix } from './FlagMatrix';
