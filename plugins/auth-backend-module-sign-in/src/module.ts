import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import authModuleGuestProvider from '@backstage/plugin-auth-backend-module-guest-provider';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import {
  assertSignInConfig,
  guestProviderId,
  isConfigured,
  namedProvidersKey,
} from './assertSignInConfig';
import { providers } from './providers';

const authModuleSignInProviders = createBackendModule({
  pluginId: 'auth',
  moduleId: 'sign-in-providers',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        authProviders: authProvidersExtensionPoint,
      },
      async init({ auditor, config, authProviders }) {
        assertSignInConfig({
          config,
          providers,
          isDevelopment: process.env.NODE_ENV === 'development',
        });
        for (const provider of providers) {
          // The others may be prepared for: their variables are not set.
          if (isConfigured(config, provider)) {
            authProviders.registerProvider({
              providerId: provider.id,
              factory: provider.createFactory({ auditor }),
            });
          }
        }
      },
    });
  },
});

/**
 * Signs people in with the providers that the configuration has.
 *
 * @remarks
 * A loader, because the guest's door is not even built unless
 * `app.signIn.providers` names the guest.
 *
 * @public
 */
export const authModuleSignIn = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    yield authModuleSignInProviders;
    const names = config.getOptionalStringArray(namedProvidersKey) ?? [];
    if (
      names.includes(guestProviderId) &&
      config.has(`auth.providers.${guestProviderId}`)
    ) {
      yield authModuleGuestProvider;
    }
  },
});
