import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type { StartWithoutDatabase } from '@causeway/plugin-feature-flags-backend';

const timeoutKey = 'causeway.shutdown.requestTimeout';

/**
 * The standard HTTP server, except that a stop ends in time and something may come before it.
 *
 * @remarks
 * The standard one waits for every connection, and some requests, such as the long polls of
 * the event bus, stay open for a minute.
 */
export function createRootHttpRouter(
  first: StartWithoutDatabase['handler'],
): ReturnType<typeof rootHttpRouterServiceFactory> {
  return rootHttpRouterServiceFactory({
    configure({ app, applyDefaults, config, lifecycle, server }) {
      app.use(first);
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
}
