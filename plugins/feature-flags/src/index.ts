export { featureFlagsPlugin as default } from './plugin';
export {
  EntityFeatureFlagsCard,
  featureFlagsLegacyPlugin,
  // The name that the plugin has in older guides.
  featureFlagsLegacyPlugin as featureFlagsPlugin,
} from './legacy';
export { flagsApiRef } from './api';
export type { FlagsApi } from './api';
