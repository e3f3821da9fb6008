import type { Entity } from '@backstage/catalog-model';
import { identityApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import type { NameAvailability } from '@causeway/plugin-golden-paths-common';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { goldenPathsApiRef, type GoldenPathsApi } from '../api';
import { rootRouteRef, templateRouteRef } from '../routes';

export const gitea = {
  host: 'forge.example',
  type: 'gitea',
  title: 'Gitea (forge.example)',
  defaultOwner: 'harborline',
  isDefault: true,
} as const;

export const github = {
  host: 'github.com',
  type: 'github',
  title: 'GitHub (github.com)',
  isDefault: false,
} as const;

export function group(
  name: string,
  options: { title?: string; parent?: string } = {},
): Entity {
  const { title, parent } = options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default', title },
    spec: { type: 'team', children: [] },
    relations: parent
      ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
      : [],
  };
}

/** The API, of which each test says what it needs. */
export function createGoldenPathsApi(): jest.Mocked<GoldenPathsApi> {
  return {
    listHosts: jest.fn().mockResolvedValue([gitea, github]),
    checkName: jest.fn<Promise<NameAvailability>, [string]>(async name => ({
      name,
      catalog: { state: 'free' },
      forge: { state: 'free' },
    })),
    preview: jest.fn().mockResolvedValue({ files: [], problems: [] }),
    listTemplates: jest.fn().mockResolvedValue({ items: [] }),
    listServices: jest.fn().mockResolvedValue({ items: [], total: 0 }),
    getService: jest.fn(),
  };
}

interface RenderOptions {
  api?: GoldenPathsApi;
  entities?: Entity[];
  /** What the user owns things through. */
  ownership?: string[];
  isAllowed?: boolean;
  scaffolder?: object;
  path?: string;
}

function Location() {
  const { pathname, search } = useLocation();
  return (
    <p>
      Location: {pathname}
      {search}
    </p>
  );
}

/** Shows something of the plugin, and below it where the browser is. */
export function renderGoldenPaths(
  element: ReactElement,
  options: RenderOptions = {},
): void {
  const { entities = [], isAllowed = false } = options;
  renderInTestApp(
    <>
      {element}
      <Location />
    </>,
    {
      apis: [
        [goldenPathsApiRef, options.api ?? createGoldenPathsApi()],
        [catalogApiRef, catalogApiMock({ entities })],
        [
          identityApiRef,
          mockApis.identity({
            userEntityRef: 'user:default/ada',
            ownershipEntityRefs: options.ownership ?? ['user:default/ada'],
          }),
        ],
        [
          permissionApiRef,
          mockApis.permission({
            authorize: () =>
              isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
          }),
        ],
        [scaffolderApiRef, options.scaffolder ?? {}],
      ],
      initialRouteEntries: [options.path ?? '/'],
      mountedRoutes: {
        '/golden-paths': rootRouteRef,
        '/create': scaffolderPlugin.routes.root,
        '/start/:namespace/:templateName': templateRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}
