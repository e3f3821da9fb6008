/** The annotation of entities that have feature flags. Its value is always `true`. */
export const hasFeatureFlagsAnnotation = 'causeway.io/has-feature-flags';
