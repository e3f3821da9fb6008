import {
  createExtensionInput,
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import searchPlugin from '@backstage/plugin-search/alpha';
import {
  SearchFilterBlueprint,
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import { RiSearchLine } from '@remixicon/react';

// Same ID and inputs as the search plugin's own page, which it replaces: that one offers two
// lifecycles whatever the catalog has, and no filters on a phone.
const searchPage = PageBlueprint.makeWithOverrides({
  inputs: {
    // Read from the app's tree, as the search dialog does.
    items: createExtensionInput([SearchResultListItemBlueprint.dataRefs.item]),
    resultTypes: createExtensionInput([
      SearchFilterResultTypeBlueprint.dataRefs.resultType,
    ]),
    searchFilters: createExtensionInput([
      SearchFilterBlueprint.dataRefs.searchFilters,
    ]),
  },
  factory(originalFactory, { inputs }) {
    return originalFactory({
      path: '/search',
      routeRef: searchPlugin.routes.root,
      title: 'Search',
      icon: <RiSearchLine />,
      loader: async () => {
        const { SearchPage } = await import('./SearchPage');
        return (
          <SearchPage
            resultTypes={inputs.resultTypes.map(input =>
              input.get(SearchFilterResultTypeBlueprint.dataRefs.resultType),
            )}
            filters={inputs.searchFilters.map(
              input =>
                input.get(SearchFilterBlueprint.dataRefs.searchFilters)
                  .component,
            )}
          />
        );
      },
    });
  },
});

export const searchModule = createFrontendModule({
  pluginId: 'search',
  extensions: [searchPage],
});
