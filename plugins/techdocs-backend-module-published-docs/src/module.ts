import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  Publisher,
  PublisherType,
  techdocsPublisherExtensionPoint,
} from '@backstage/plugin-techdocs-node';
import { readDuration } from '@causeway/backend-common';
import { CachedPublisher } from './CachedPublisher';

const remoteTypes: readonly string[] = [
  'awsS3',
  'azureBlobStorage',
  'googleGcs',
  'openStackSwift',
] satisfies PublisherType[];

/** Puts the cache between readers and the object storage that holds the published sites. */
export const techdocsModulePublishedDocs = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'published-docs',
  register(reg) {
    reg.registerInit({
      deps: {
        cache: coreServices.cache,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        publishing: techdocsPublisherExtensionPoint,
      },
      async init({ cache, config, discovery, logger, publishing }) {
        const type = config.getOptionalString('techdocs.publisher.type');
        if (!isRemote(type)) {
          return;
        }
        if (config.has('techdocs.cache')) {
          throw new InputError(
            "'techdocs.cache' would keep whole connections beside the cache of published docs: remove it and set 'causeway.docs.published.cacheTtl' instead",
          );
        }
        publishing.registerPublisher(
          type,
          new CachedPublisher({
            publisher: await Publisher.fromConfig(config, {
              discovery,
              logger,
            }),
            cache: cache.withOptions({
              defaultTtl: readDuration(
                config,
                'causeway.docs.published.cacheTtl',
                { days: 1 },
              ),
            }),
            logger,
            noticeWithin: readDuration(
              config,
              'causeway.docs.published.noticeWithin',
              { seconds: 15 },
            ),
          }),
        );
      },
    });
  },
});

function isRemote(type: string | undefined): type is PublisherType {
  return type !== undefined && remoteTypes.includes(type);
}
