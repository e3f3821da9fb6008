import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/** Signs in as the user that a header names, with a token like that of any other provider. */
export const signInByHeader = createBackendModule({
  pluginId: 'auth',
  moduleId: 'stand-in',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'stand-in',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => undefined,
              authenticate: async ({ req }) => ({
                result: { name: req.header('x-user') ?? '' },
              }),
            }),
            signInResolver: ({ result: { name } }, context) =>
              context.signInWithCatalogUser({ entityRef: { name } }),
          }),
        });
      },
    });
  },
});
