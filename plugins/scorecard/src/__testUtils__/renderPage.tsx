import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { scorecardApiRef, type ScorecardApi } from '../api';
import { ScorecardRouter } from '../components/ScorecardRouter';
import { rootRouteRef, templateRouteRef } from '../routes';
import { paymentService } from '../__fixtures__/scorecards';

const mountedRoutes = {
  '/scorecards': rootRouteRef,
  '/create/templates/:namespace/:templateName': templateRouteRef,
  '/catalog/:namespace/:kind/:name': entityRouteRef,
};

const ordersTeam = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'orders-team', namespace: 'default' },
};

function Location() {
  const { search } = useLocation();
  return <p>Query: {search}</p>;
}

/** Shows a page of the plugin, and below it the query of the URL. */
export function renderPage(scorecardApi: ScorecardApi, path: string): void {
  renderInTestApp(
    <>
      <ScorecardRouter />
      <Location />
    </>,
    {
      apis: [
        [scorecardApiRef, scorecardApi],
        [catalogApiRef, catalogApiMock({ entities: [ordersTeam] })],
      ],
      initialRouteEntries: [`/scorecards${path}`],
      mountPath: '/scorecards/*',
      mountedRoutes,
    },
  );
}

/** Shows an extension of the entity page. */
export function renderForEntity(
  scorecardApi: ScorecardApi,
  element: ReactElement,
  options: {
    entity?: Entity;
    search?: string;
    /** Names of permissions that the reader does not have. */
    denied?: string[];
  } = {},
): void {
  const { entity = paymentService, search = '', denied = [] } = options;
  renderInTestApp(
    <EntityProvider entity={entity}>
      {element}
      <Location />
    </EntityProvider>,
    {
      apis: [
        [scorecardApiRef, scorecardApi],
        mockApis.permission({
          authorize: ({ permission }) =>
            denied.includes(permission.name)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        }),
      ],
      initialRouteEntries: [`/${search}`],
      mountedRoutes,
    },
  );
}
