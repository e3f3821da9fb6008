import {
  ApiBlueprint,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { SOURCE_TEMPLATE_ANNOTATION } from '@causeway/plugin-golden-paths-common';
import { goldenPathsApiRef, GoldenPathsClient } from './api';
import { rootRouteRef } from './routes';

export const goldenPathsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: goldenPathsApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => new GoldenPathsClient({ fetchApi }),
    }),
});

/** Its sub-pages are its tabs. */
export const goldenPathsPage = PageBlueprint.make({
  params: { path: '/golden-paths', routeRef: rootRouteRef },
});

export const templatesSubPage = SubPageBlueprint.make({
  name: 'templates',
  params: {
    path: 'templates',
    title: 'Overview',
    loader: () =>
      import('./components/TemplatesPage').then(m => <m.TemplatesPage />),
  },
});

export const servicesSubPage = SubPageBlueprint.make({
  name: 'services',
  params: {
    path: 'services',
    title: 'Services',
    loader: () =>
      import('./components/ServicesPage').then(m => <m.ServicesPage />),
  },
});

export const originEntityCard = EntityCardBlueprint.make({
  name: 'origin',
  params: {
    type: 'info',
    filter: {
      [`metadata.annotations.${SOURCE_TEMPLATE_ANNOTATION}`]: { $exists: true },
    },
    loader: () => import('./components/OriginCard').then(m => <m.OriginCard />),
  },
});
