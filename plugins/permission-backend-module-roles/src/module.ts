import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { readEnvironments } from '@causeway/plugin-feature-flags-node';
import { GroupTree } from './GroupTree';
import { LimitedEntities } from './LimitedEntities';
import { RolePolicy } from './RolePolicy';
import { readPolicyTable } from './table/readPolicyTable';

/**
 * The permission policy of the portal: one table of roles in the configuration.
 *
 * @public
 */
export const permissionModuleRoles = createBackendModule({
  pluginId: 'permission',
  moduleId: 'roles',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        policy: policyExtensionPoint,
      },
      async init({ auth, catalog, config, logger, policy }) {
        policy.setPolicy(
          new RolePolicy({
            table: await readPolicyTable(config),
            groups: new GroupTree({ auth, catalog, logger }),
            limited: new LimitedEntities({ auth, catalog, logger }),
            logger,
            openEnvironments: readEnvironments(config)
              .filter(({ isProduction }) => !isProduction)
              .map(({ name }) => name),
          }),
        );
      },
    });
  },
});
