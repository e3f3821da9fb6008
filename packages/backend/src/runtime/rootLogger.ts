import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createConfigSecretEnumerator } from '@backstage/backend-defaults/rootConfig';
import {
  WinstonLogger,
  WinstonLoggerLevelOverride,
} from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
  LoggerService,
  resolvePackagePath,
  RootConfigService,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { findSecrets, SecretSchema } from './findSecrets';

/**
 * The standard logger, which learns what to redact from the schema that the bundle holds.
 *
 * @remarks
 * The standard one collects the schemas of all packages and compiles them on each start,
 * which takes longer than most of what else happens then. Without the bundle's file, as in
 * development, this one does so too.
 */
export const rootLogger: ServiceFactory = createServiceFactory({
  service: coreServices.rootLogger,
  deps: { config: coreServices.rootConfig },
  async factory({ config }) {
    const { level, meta } = readSettings(config);
    const logger = WinstonLogger.create({
      meta: { service: 'backstage', ...meta },
      level: process.env.LOG_LEVEL || level || 'info',
    });
    const listSecrets = await createSecretEnumerator(logger);
    const follow = () => {
      logger.addRedactions(listSecrets(config));
      logger.setLevelOverrides(readSettings(config).overrides);
    };
    follow();
    config.subscribe?.(follow);
    return logger;
  },
});

async function createSecretEnumerator(
  logger: LoggerService,
): Promise<(config: RootConfigService) => Iterable<string>> {
  const file = resolvePackagePath('backend', 'secret-schema.json');
  if (!existsSync(file)) {
    return createConfigSecretEnumerator({ logger });
  }
  const schema: SecretSchema = JSON.parse(await readFile(file, 'utf8'));
  return config => {
    const secrets = findSecrets(schema, config.getOptional());
    logger.info(`Found ${secrets.size} secrets in config that are redacted`);
    return secrets;
  };
}

function readSettings(config: RootConfigService) {
  const settings = config.getOptionalConfig('backend.logger');
  return {
    level: settings?.getOptionalString('level'),
    meta: settings?.getOptional<JsonObject>('meta'),
    overrides: (settings?.getOptionalConfigArray('overrides') ?? []).map(
      (override): WinstonLoggerLevelOverride => ({
        matchers: override.getConfig('matchers').get(),
        level: override.getString('level'),
      }),
    ),
  };
}
