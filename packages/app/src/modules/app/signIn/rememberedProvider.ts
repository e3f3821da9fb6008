import type { IdentityApi } from '@backstage/frontend-plugin-api';

const storageKey = 'causeway.sign-in-provider';

/**
 * The provider of the last sign-in, so that a reload does not ask again.
 *
 * @remarks
 * Local storage and not the storage API: that one needs a signed-in user.
 */
export const rememberedProvider = {
  get: () => localStorage.getItem(storageKey) ?? undefined,
  set: (providerId: string) => localStorage.setItem(storageKey, providerId),
  clear: () => localStorage.removeItem(storageKey),
};

/** The same identity, which forgets the provider when the user signs out. */
export function forgetOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: async () => {
      rememberedProvider.clear();
      await identity.signOut();
    },
  };
}
