import { expect } from '@playwright/test';
import { PortalClient } from './PortalClient';

/**
 * Signs the guest in once the catalog has read the organisation: who signs in before that is in
 * no group, and may make none the owner of anything.
 */
export async function signInWithGroups(
  portalUrl: string,
): Promise<PortalClient> {
  const early = await PortalClient.signIn(portalUrl);
  await expect
    .poll(
      async () =>
        (
          await early.findEntity('user', 'guest')
        )?.relations?.map(({ targetRef }) => targetRef),
      { timeout: 120_000 },
    )
    .toContain('group:default/platform-team');
  return PortalClient.signIn(portalUrl);
}
