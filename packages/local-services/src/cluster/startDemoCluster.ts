import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, isError } from '@backstage/errors';
import { ContainerLogs } from './ContainerLogs';
import { ObjectStore } from './ObjectStore';
import { createClusterHandler } from './createClusterHandler';
import { loadManifests } from './loadManifests';
import { possibleLogs } from './readPodLog';
import { refuseTerminals } from './refuseTerminals';

/** Where the demo cluster listens and what it shows. */
export interface StartDemoClusterOptions {
  /** Loopback where absent: the demo cluster is for this machine only. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  /** A folder of `*.yaml` manifests, with recorded logs in `logs/`. */
  manifestsDir: string;
  /** The bearer token that clients must send. */
  token: string;
  clock?: () => Date;
  logger: LoggerService;
}

/** A demo cluster that answers. */
export interface RunningDemoCluster {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a read-only Kubernetes API over recorded manifests and logs.
 *
 * @remarks
 * Relative times in the recordings are resolved once, at the start.
 */
export async function startDemoCluster(
  options: StartDemoClusterOptions,
): Promise<RunningDemoCluster> {
  const { host = '127.0.0.1', port, manifestsDir, token, logger } = options;
  const clock = options.clock ?? (() => new Date());
  if (token === '') {
    throw new InputError('The demo cluster needs a token that is not empty');
  }

  const now = clock();
  const objects = await loadManifests({ directory: manifestsDir, now });
  const logs = await ContainerLogs.load({
    directory: join(manifestsDir, 'logs'),
    now,
  });
  logs.assertWrittenBy(
    objects.filter(object => object.kind === 'Pod').flatMap(possibleLogs),
  );

  const server = createServer(
    createClusterHandler({
      store: new ObjectStore(objects),
      logs,
      token,
      clock,
      logger,
    }),
  );
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (isError(error) && error.code === 'EADDRINUSE') {
      throw new ConflictError(
        `The demo cluster cannot listen on port ${port} of ${host}: another program uses it`,
      );
    }
    throw error;
  }
  // Only now: before it listens, a server's errors would reach the sockets as well, where nobody waits for them.
  const terminals = refuseTerminals(server);
  const address = server.address();
  const boundPort =
    typeof address === 'object' && address ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  logger.info(`The demo cluster answers on ${url}`, {
    objects: objects.length,
  });

  return {
    url,
    close: async () => {
      terminals.close();
      const closed = once(server, 'close');
      server.close();
      // Watches stay open by design and would keep the server from closing.
      server.closeAllConnections();
      await closed;
    },
  };
}
