import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

export const rootRouteRef = createRouteRef();

export const teamRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/teams/:kind/:namespace/:name',
});

export const entityListRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:scorecardId/entities',
});

export const ruleRouteRef = createSubRouteRef({
  parent: rootRouteRef,
  path: '/:scorecardId/rules/:ruleId',
});

export const templateRouteRef = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});
