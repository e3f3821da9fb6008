import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';

/** A logger that writes a line for each message; the launcher keeps them in a file. */
export function createConsoleLogger(service: string): LoggerService {
  const write =
    (level: string) =>
    (message: string, meta?: Error | JsonObject): void => {
      const detail =
        meta instanceof Error ? ` ${meta.stack}` : formatFields(meta);
      process.stdout.write(
        `${new Date().toISOString()} ${level} ${service}: ${message}${detail}\n`,
      );
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: () => {},
    child: () => createConsoleLogger(service),
  };
}

function formatFields(fields: JsonObject | undefined): string {
  return fields ? ` ${JSON.stringify(fields)}` : '';
}
