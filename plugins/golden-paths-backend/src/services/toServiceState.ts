import type { ServiceState } from '@causeway/plugin-golden-paths-common';
import { lt, valid } from 'semver';

/** How the version that a service follows stands to that of its template. */
export function toServiceState(
  version: string | undefined,
  latestVersion: string | undefined,
): ServiceState {
  if (!valid(version) || !valid(latestVersion) || !version || !latestVersion) {
    return 'unknown';
  }
  return lt(version, latestVersion) ? 'behind' : 'current';
}
