import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { ServiceUnavailableError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import {
  GeneratorRunOptions,
  TechdocsGenerator,
} from '@backstage/plugin-techdocs-node';
import { explainBuildError } from './explainBuildError';
import { OutputRecorder } from './OutputRecorder';

/** The generator of TechDocs, with failures that a reader of the docs page understands. */
export class ExplainingTechdocsGenerator extends TechdocsGenerator {
  static create(options: {
    config: Config;
    logger: LoggerService;
  }): ExplainingTechdocsGenerator {
    const { config, logger } = options;
    return new ExplainingTechdocsGenerator({
      config,
      logger,
      // An environment variable that is set to nothing is no reason, and no string to the config.
      unavailableReason: config.getOptional('causeway.docs.unavailableReason')
        ? config.getString('causeway.docs.unavailableReason')
        : undefined,
    });
  }

  readonly #unavailableReason: string | undefined;

  private constructor(options: {
    config: Config;
    logger: LoggerService;
    unavailableReason: string | undefined;
  }) {
    const { config, logger, unavailableReason } = options;
    super({
      config,
      logger,
      scmIntegrations: ScmIntegrations.fromConfig(config),
    });
    this.#unavailableReason = unavailableReason;
  }

  async run(options: GeneratorRunOptions): Promise<void> {
    if (this.#unavailableReason) {
      throw new ServiceUnavailableError(this.#unavailableReason);
    }
    const { inputDir, outputDir, logStream } = options;
    const recorder = new OutputRecorder(logStream);
    try {
      await super.run({ ...options, logStream: recorder });
    } catch (error) {
      throw explainBuildError(error, {
        output: recorder.text,
        directories: [inputDir, outputDir],
      });
    }
  }
}
