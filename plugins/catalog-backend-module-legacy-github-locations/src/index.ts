export { catalogModuleLegacyGithubLocations as default } from './module';
export { modernEquivalent } from './modernEquivalent';
export type { LegacyGithubLocation } from './LegacyGithubLocation';
