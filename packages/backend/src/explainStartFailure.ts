import { BackendStartupError } from '@backstage/backend-app-api';
import { toError } from '@backstage/errors';

const refused =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ETIMEDOUT|Connection terminated|Timeout acquiring a connection/;
const missingKey = /Missing required config value at '([^']+)'/;

/** Plain sentences about why the backend did not start, each cause once. */
export function explainStartFailure(error: unknown): string[] {
  const sentences = listFailures(error).map(({ who, cause }) =>
    explain(who, toError(cause).message.split('\n')[0]),
  );
  return [...new Set(sentences), 'The backend did not start.'];
}

function explain(who: string, message: string): string {
  if (refused.test(message) && /database|connect E|Knex|pg_/.test(message)) {
    const { POSTGRES_HOST, POSTGRES_PORT } = process.env;
    const where = POSTGRES_HOST
      ? ` at '${POSTGRES_HOST}:${POSTGRES_PORT ?? '5432'}'`
      : '';
    const [cause] = message.match(refused) ?? [];
    return `The database${where} cannot be reached (${cause}): check 'backend.database.connection', and that the server accepts connections from here.`;
  }
  const [, key] = message.match(missingKey) ?? [];
  if (key) {
    return `The configuration has no '${key}', which the ${who} needs: set it, or the environment variable that stands for it.`;
  }
  return `The ${who} cannot start: ${message}`;
}

function listFailures(error: unknown): Array<{ who: string; cause: unknown }> {
  if (!(error instanceof BackendStartupError)) {
    return [{ who: 'backend', cause: error }];
  }
  return error.result.plugins.flatMap(({ pluginId, failure, modules }) => [
    ...(failure && !failure.allowed
      ? [{ who: `plugin '${pluginId}'`, cause: failure.error }]
      : []),
    ...modules.flatMap(module =>
      module.failure && !module.failure.allowed
        ? [
            {
              who: `module '${module.moduleId}' of the plugin '${pluginId}'`,
              cause: module.failure.error,
            },
          ]
        : [],
    ),
  ]);
}
