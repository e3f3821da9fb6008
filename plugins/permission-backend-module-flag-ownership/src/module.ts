import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { readEnvironments } from '@causeway/plugin-feature-flags-node';
import { FlagOwnershipPolicy } from './FlagOwnershipPolicy';

/**
 * Allows everything but changes to other people's feature flags in production.
 *
 * @public
 */
export const permissionModuleFlagOwnership = createBackendModule({
  pluginId: 'permission',
  moduleId: 'flag-ownership',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
      },
      async init({ config, policy }) {
        const isGuarded =
          config.getOptionalBoolean(
            'featureFlags.policy.productionOwnersOnly',
          ) ?? true;
        policy.setPolicy(
          new FlagOwnershipPolicy({
            openEnvironments: isGuarded
              ? readEnvironments(config)
                  .filter(({ isProduction }) => !isProduction)
                  .map(({ name }) => name)
              : undefined,
          }),
        );
      },
    });
  },
});
