import {
  ApiBlueprint,
  fetchApiRef,
  PageBlueprint,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  CatalogFilterBlueprint,
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { useEntity } from '@backstage/plugin-catalog-react';
import { RiMedalLine } from '@remixicon/react';
import { scorecardApiRef, ScorecardClient } from './api';
import { rootRouteRef } from './routes';
import { scorecardTranslationRef } from './translation';

export const scorecardApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: scorecardApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => new ScorecardClient({ fetchApi }),
    }),
});

export const scorecardPage = PageBlueprint.make({
  params: {
    path: '/scorecards',
    routeRef: rootRouteRef,
    loader: () =>
      import('./components/ScorecardRouter').then(m => <m.ScorecardRouter />),
  },
});

/** Kinds of entities that teams answer for. */
const scoredKinds = {
  kind: { $in: ['component', 'system', 'api', 'resource', 'domain'] },
};

export const scorecardEntityCard = EntityCardBlueprint.make({
  name: 'summary',
  params: {
    type: 'content',
    filter: scoredKinds,
    loader: () =>
      import('./components/ScorecardCard').then(m => <m.ScorecardCard />),
  },
});

export const scorecardEntityContent = EntityContentBlueprint.make({
  name: 'rules',
  params: {
    path: '/scorecards',
    title: 'Scorecards',
    group: 'operation',
    filter: scoredKinds,
    loader: () =>
      import('./components/EntityScorecards').then(m => <m.EntityScorecards />),
  },
});

/** From a scorecard in the catalog to what came of it. */
export const resultsEntityIconLink = EntityIconLinkBlueprint.make({
  name: 'results',
  params: {
    filter: { kind: 'scorecard' },
    useProps: () => {
      const { t } = useTranslationRef(scorecardTranslationRef);
      const { entity } = useEntity();
      const rootLink = useRouteRef(rootRouteRef);
      const query = new URLSearchParams({ scorecard: entity.metadata.name });
      return {
        label: t('entity.results'),
        icon: <RiMedalLine />,
        href: `${rootLink?.() ?? ''}?${query}`,
      };
    },
  },
});

export const levelCatalogFilter = CatalogFilterBlueprint.make({
  name: 'level',
  params: {
    loader: () =>
      import('./components/LevelFilter').then(m => <m.LevelFilter />),
  },
});

export const openRulesWidget = HomePageWidgetBlueprint.make({
  name: 'open-rules',
  params: {
    name: 'OpenRules',
    title: 'What my services lack',
    layout: { width: { defaultColumns: 8 } },
    components: () =>
      import('./components/OpenRulesWidget').then(m => ({
        Content: m.OpenRulesWidget,
      })),
  },
});
