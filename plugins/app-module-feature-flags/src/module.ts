import {
  ApiBlueprint,
  configApiRef,
  createFrontendModule,
  featureFlagsApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/frontend-plugin-api';
import { CentralFeatureFlags } from './CentralFeatureFlags';
import { evaluatePortalFlags } from './evaluatePortalFlags';

// The same name as the extension of the app plugin that it replaces.
const featureFlagsApi = ApiBlueprint.make({
  name: 'feature-flags',
  params: defineParams =>
    defineParams({
      api: featureFlagsApiRef,
      deps: {
        configApi: configApiRef,
        fetchApi: fetchApiRef,
        identityApi: identityApiRef,
      },
      factory: ({ configApi, fetchApi, identityApi }) => {
        const config = configApi.getOptionalConfig('featureFlags.portal');
        return CentralFeatureFlags.create({
          storage: window.localStorage,
          evaluate:
            config &&
            (() =>
              evaluatePortalFlags({
                flagSet: config.getString('flagSet'),
                environment: config.getString('environment'),
                fetchApi,
                identityApi,
              })),
        });
      },
    }),
});

/**
 * Lets a flag set decide which of the portal's own features are on.
 *
 * @public
 */
export const appFeatureFlagsModule = createFrontendModule({
  pluginId: 'app',
  extensions: [featureFlagsApi],
});
