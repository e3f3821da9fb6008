import { OAuth2 } from '@backstage/core-app-api';
import {
  ApiBlueprint,
  configApiRef,
  createApiRef,
  discoveryApiRef,
  oauthRequestApiRef,
} from '@backstage/frontend-plugin-api';
import type { SignInAuthApi } from './providers';

/** Any OpenID Connect provider; the framework brings no ref for it. */
export const oidcAuthApiRef = createApiRef<SignInAuthApi>().with({
  id: 'auth.oidc',
  pluginId: 'app',
});

export const oidcAuthApi = ApiBlueprint.make({
  name: 'oidc-auth',
  params: defineParams =>
    defineParams({
      api: oidcAuthApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        oauthRequestApi: oauthRequestApiRef,
      },
      factory: ({ configApi, discoveryApi, oauthRequestApi }) =>
        OAuth2.create({
          configApi,
          discoveryApi,
          oauthRequestApi,
          environment: configApi.getOptionalString('auth.environment'),
          provider: { id: 'oidc', title: 'single sign-on', icon: () => null },
          defaultScopes: ['openid', 'profile', 'email'],
        }),
    }),
});
