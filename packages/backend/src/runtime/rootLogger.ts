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
  resolvePackagePath,
  RootConfigService,
  ServiceFactory,
} from '@backstage/backend-plugin-api';
import { loadConfigSchema } from '@backstage/config-loader';
import { JsonObject } from '@backstage/types';

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
    const findSecrets = await createConfigSecretEnumerator({
      logger,
      schema: await readSecretSchema(),
    });
    const follow = () => {
      logger.addRedactions(findSecrets(config));
      logger.setLevelOverrides(readSettings(config).overrides);
    };
    follow();
    config.subscribe?.(follow);
    return logger;
  },
});

// What is left of the schema when only secrets are asked for.
async function readSecretSchema() {
  const file = resolvePackagePath('backend', 'secret-schema.json');
  return existsSync(file)
    ? loadConfigSchema({ serialized: JSON.parse(await readFile(file, 'utf8')) })
    : undefined;
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
