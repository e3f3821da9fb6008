import { CatalogIcon } from '@backstage/core-components';
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentLayoutBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { SearchResultListItemBlueprint } from '@backstage/plugin-search-react/alpha';

const entityOverviewLayout = EntityContentLayoutBlueprint.make({
  name: 'overview',
  params: {
    loader: () =>
      import('./EntityOverviewLayout').then(m => m.EntityOverviewLayout),
  },
});

const whoToCallCard = EntityCardBlueprint.make({
  name: 'who-to-call',
  params: {
    type: 'info',
    filter: { kind: { $in: ['component', 'api', 'resource', 'system'] } },
    loader: () => import('./WhoToCallCard').then(m => <m.WhoToCallCard />),
  },
});

// Same ID as the catalog plugin's own item, which it replaces.
const softwareCatalogSearchResultItem = SearchResultListItemBlueprint.make({
  params: {
    icon: <CatalogIcon />,
    predicate: result => result.type === 'software-catalog',
    component: () =>
      import('./SoftwareCatalogSearchResultItem').then(
        m => m.SoftwareCatalogSearchResultItem,
      ),
  },
});

export const catalogModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    entityOverviewLayout,
    whoToCallCard,
    softwareCatalogSearchResultItem,
  ],
});
