import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { entityListRouteRef, ruleRouteRef, teamRouteRef } from '../routes';
import { EntityListPage } from './EntityListPage';
import { OverviewPage } from './OverviewPage';
import { RulePage } from './RulePage';
import { TeamPage } from './TeamPage';

/** Everything under the path of the plugin's page. */
export function ScorecardRouter() {
  return (
    <Routes>
      <Route path="/" element={<OverviewPage />} />
      <Route path={teamRouteRef.path} element={<TeamPage />} />
      <Route path={entityListRouteRef.path} element={<EntityListPage />} />
      <Route path={ruleRouteRef.path} element={<RulePage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
