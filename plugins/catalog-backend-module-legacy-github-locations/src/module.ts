import {
  coreServices,
  createBackendModule,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import {
  GithubDiscoveryProcessor,
  GithubOrgReaderProcessor,
} from '@backstage/plugin-catalog-backend-module-github';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { stringify } from 'yaml';
import {
  LegacyGithubLocation,
  readLegacyGithubLocations,
} from './LegacyGithubLocation';
import { modernEquivalent } from './modernEquivalent';

/**
 * Lets `catalog.locations` of the types `github-discovery` and `github-org` load.
 *
 * @remarks
 * The catalog backend refuses to start on these types unless their processors are there. They
 * are added only where such a location is configured, and each one is answered with a warning
 * that prints what replaces it.
 *
 * @public
 */
export const catalogModuleLegacyGithubLocations = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'legacy-github-locations',
  register(reg) {
    reg.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ catalog, config, logger }) {
        const locations = readLegacyGithubLocations(config);
        if (locations.length === 0) {
          return;
        }
        catalog.addProcessor(
          GithubDiscoveryProcessor.fromConfig(config, { logger }),
          GithubOrgReaderProcessor.fromConfig(config, { logger }),
        );
        for (const location of locations) {
          warn(location, logger);
        }
      },
    });
  },
});

function warn(location: LegacyGithubLocation, logger: LoggerService): void {
  const { type, target } = location;
  try {
    const equivalent = stringify(modernEquivalent(location));
    logger.warn(
      `The catalog location of type '${type}' with target '${target}' is obsolete. It still loads. Replace it, and do not keep both, with:\n${equivalent}`,
    );
  } catch (error) {
    if (!isError(error) || error.name !== 'InputError') {
      throw error;
    }
    logger.warn(
      `The catalog location of type '${type}' with target '${target}' is obsolete and has no modern equivalent. ${error.message}`,
    );
  }
}
