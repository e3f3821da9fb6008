import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  HomePageLayoutBlueprint,
  HomePageWidgetBlueprint,
} from '@backstage/plugin-home-react/alpha';
import homePlugin from '@backstage/plugin-home/alpha';
import { z } from 'zod/v4';

const homePageLayout = HomePageLayoutBlueprint.make({
  params: {
    loader: () => import('./HomePageLayout').then(m => m.HomePageLayout),
  },
});

const teamServicesWidget = HomePageWidgetBlueprint.make({
  name: 'team-services',
  params: {
    name: 'TeamServices',
    title: "My team's services",
    layout: { width: { defaultColumns: 8 } },
    components: () =>
      import('./TeamServices').then(m => ({ Content: m.TeamServices })),
  },
});

const gettingStartedWidget = HomePageWidgetBlueprint.make({
  name: 'getting-started',
  params: {
    name: 'GettingStarted',
    title: 'Getting started',
    layout: { width: { defaultColumns: 8 } },
    components: () =>
      import('./GettingStarted').then(m => ({ Content: m.GettingStarted })),
  },
});

// Same ID and configuration as the home plugin's own widget, which it replaces:
// that one is not a list that a screen reader can follow.
const toolkitWidget = HomePageWidgetBlueprint.makeWithOverrides({
  name: 'toolkit',
  configSchema: {
    tools: z
      .array(
        z.object({
          url: z.string(),
          label: z.string(),
          icon: z.string().optional(),
        }),
      )
      .default([]),
  },
  factory: (originalFactory, { config }) =>
    originalFactory({
      name: 'HomePageToolkit',
      title: 'Toolkit',
      components: async () => {
        const { Toolkit } = await import('./Toolkit');
        return { Content: () => <Toolkit tools={config.tools} /> };
      },
    }),
});

const starredEntitiesWidget = homePlugin
  .getExtension('home-page-widget:home/starred-entities')
  .override({ params: { title: 'Starred' } });

const recentlyVisitedWidget = homePlugin
  .getExtension('home-page-widget:home/recently-visited')
  .override({ params: { title: 'Recently visited' } });

export const homeModule = createFrontendModule({
  pluginId: 'home',
  extensions: [
    homePageLayout,
    teamServicesWidget,
    gettingStartedWidget,
    starredEntitiesWidget,
    recentlyVisitedWidget,
    toolkitWidget,
  ],
});
