import { tmpdir } from 'node:os';
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
import { removeCheckout } from './removeCheckout';

/**
 * The generator of TechDocs, with failures that a reader of the docs page
 * understands, and nothing left behind.
 */
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
      workingDirectory:
        config.getOptionalString('backend.workingDirectory') ?? tmpdir(),
    });
  }

  readonly #unavailableReason: string | undefined;
  readonly #workingDirectory: string;

  private constructor(options: {
    config: Config;
    logger: LoggerService;
    unavailableReason: string | undefined;
    workingDirectory: string;
  }) {
    const { config, logger } = options;
    super({
      config,
      logger,
      scmIntegrations: ScmIntegrations.fromConfig(config),
    });
    this.#unavailableReason = options.unavailableReason;
    this.#workingDirectory = options.workingDirectory;
  }

  async run(options: GeneratorRunOptions): Promise<void> {
    const { inputDir, etag } = options;
    try {
      await this.#generate(options);
    } finally {
      await removeCheckout({
        inputDir,
        etag,
        workingDirectory: this.#workingDirectory,
      });
    }
  }

  async #generate(options: GeneratorRunOptions): Promise<void> {
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
