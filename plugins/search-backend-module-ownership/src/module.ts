import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogCollatorExtensionPoint } from '@backstage/plugin-search-backend-module-catalog';
import { toOwnershipDocument } from './toOwnershipDocument';

/**
 * Adds to the search documents of the catalog who answers for an entity and how to reach them.
 *
 * @public
 */
export const searchModuleOwnership = createBackendModule({
  pluginId: 'search',
  moduleId: 'ownership',
  register(reg) {
    reg.registerInit({
      deps: { collator: catalogCollatorExtensionPoint },
      async init({ collator }) {
        collator.setEntityTransformer(toOwnershipDocument);
      },
    });
  },
});
