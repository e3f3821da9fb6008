import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  HomePageLayoutBlueprint,
  HomePageWidgetBlueprint,
} from '@backstage/plugin-home-react/alpha';

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

export const homeModule = createFrontendModule({
  pluginId: 'home',
  extensions: [homePageLayout, teamServicesWidget, gettingStartedWidget],
});
