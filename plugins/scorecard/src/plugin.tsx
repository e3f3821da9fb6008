import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { RiMedalLine } from '@remixicon/react';
import {
  levelCatalogFilter,
  openRulesWidget,
  resultsEntityIconLink,
  scorecardApi,
  scorecardEntityCard,
  scorecardEntityContent,
  scorecardPage,
} from './extensions';
import {
  entityListRouteRef,
  rootRouteRef,
  ruleRouteRef,
  teamRouteRef,
  templateRouteRef,
} from './routes';

/**
 * Scorecards in the portal.
 *
 * @public
 */
export const scorecardPlugin = createFrontendPlugin({
  pluginId: 'scorecard',
  title: 'Scorecards',
  icon: <RiMedalLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    entityList: entityListRouteRef,
    rule: ruleRouteRef,
    team: teamRouteRef,
  },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    scorecardApi,
    scorecardPage,
    scorecardEntityCard,
    scorecardEntityContent,
    levelCatalogFilter,
    openRulesWidget,
    resultsEntityIconLink,
  ],
});
