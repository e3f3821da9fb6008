import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { techdocsGeneratorExtensionPoint } from '@backstage/plugin-techdocs-node';
import { ExplainingTechdocsGenerator } from './ExplainingTechdocsGenerator';

/**
 * Says on a docs page why its docs could not be generated.
 *
 * @public
 */
export const techdocsModuleBuildErrors = createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'build-errors',
  register(reg) {
    reg.registerInit({
      deps: {
        generator: techdocsGeneratorExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ generator, config, logger }) {
        generator.setTechdocsGenerator(
          ExplainingTechdocsGenerator.create({ config, logger }),
        );
      },
    });
  },
});
