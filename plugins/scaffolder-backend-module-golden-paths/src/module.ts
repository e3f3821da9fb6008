import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  createCatalogRegisterAction,
  createFetchTemplateAction,
} from '@backstage/plugin-scaffolder-backend';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createFetchAction } from './fetch/createFetchAction';
import { OwnerGuard } from './fetch/OwnerGuard';
import { removeFoldersAfter } from './folders/removeFoldersAfter';
import { RepositoryHosts } from './hosts/RepositoryHosts';
import { createPullRequestAction } from './pullRequest/createPullRequestAction';
import { createPublishAction } from './publish/createPublishAction';
import { createPublishers } from './publish/createPublishers';
import { createRegisterAction } from './register/createRegisterAction';
import { SkeletonRenderer } from './rendering/SkeletonRenderer';
import { createGoldenPathSource } from './source/createGoldenPathSource';
import { createUpdateAction } from './update/createUpdateAction';
import { readAuthor } from './git/readAuthor';

/**
 * Adds the actions whose names start with `golden-path:`.
 *
 * @public
 */
export const scaffolderModuleGoldenPaths = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'golden-paths',
  register(reg) {
    reg.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        permissions: coreServices.permissions,
        reader: coreServices.urlReader,
        userInfo: coreServices.userInfo,
      },
      async init({
        scaffolder,
        catalog,
        config,
        permissions,
        reader,
        userInfo,
      }) {
        const integrations = ScmIntegrations.fromConfig(config);
        const source = createGoldenPathSource({ config, reader });
        const renderer = new SkeletonRenderer({
          fetchTemplate: createFetchTemplateAction({ integrations, reader }),
        });
        const hosts = new RepositoryHosts({ integrations });
        const ownerGuard = new OwnerGuard({ catalog, permissions, userInfo });
        const author = readAuthor(config);
        scaffolder.addActions(
          removeFoldersAfter(
            createFetchAction({ catalog, source, renderer, ownerGuard, hosts }),
          ),
          removeFoldersAfter(
            createPublishAction({
              hosts,
              publishers: createPublishers({ integrations, config }),
              config,
            }),
          ),
          createRegisterAction({
            register: createCatalogRegisterAction({ catalog, integrations }),
          }),
          removeFoldersAfter(createPullRequestAction({ author, hosts })),
          removeFoldersAfter(
            createUpdateAction({
              author,
              catalog,
              hosts,
              ownerGuard,
              renderer,
              source,
            }),
          ),
        );
      },
    });
  },
});
