import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

const timeoutKey = 'causeway.shutdown.requestTimeout';

/**
 * The standard HTTP server, except that a stop ends in time.
 *
 * @remarks
 * The standard one waits for every connection, and some requests, such as the long polls of
 * the event bus, stay open for a minute.
 */
export const rootHttpRouter = rootHttpRouterServiceFactory({
  configure({ applyDefaults, config, lifecycle, server }) {
    applyDefaults();
    const timeout = config.has(timeoutKey)
      ? readDurationFromConfig(config, { key: timeoutKey })
      : { seconds: 5 };
    lifecycle.addShutdownHook(() => {
      setTimeout(
        () => server.closeAllConnections(),
        durationToMilliseconds(timeout),
      ).unref();
    });
  },
});
