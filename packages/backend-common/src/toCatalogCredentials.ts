import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/**
 * Whose rights the catalog is asked with: those of the user, and for a service the plugin's own.
 *
 * @remarks
 * A token that is limited to permissions of this plugin cannot be handed on. What it may do here
 * has been asked before.
 */
export async function toCatalogCredentials(
  credentials: BackstageCredentials,
  auth: AuthService,
): Promise<BackstageCredentials> {
  return auth.isPrincipal(credentials, 'service')
    ? auth.getOwnServiceCredentials()
    : credentials;
}
