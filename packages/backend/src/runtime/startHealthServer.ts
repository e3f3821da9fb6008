import { createServer, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { RootHealthService } from '@backstage/backend-plugin-api';
import { JsonValue } from '@backstage/types';
import type { MetricsHandler } from '../startTelemetry';

/**
 * Serves health and metrics on a port that the ingress does not know, and that answers from
 * the first second of the start to the last of the stop.
 */
export async function startHealthServer(options: {
  host: string | undefined;
  port: number;
  health: RootHealthService;
  serveMetrics: MetricsHandler | undefined;
}): Promise<{ port: number; stop: () => Promise<void> }> {
  const { host, port, health, serveMetrics } = options;
  const server = createServer(async (req, res) => {
    const path = req.url?.split('?')[0];
    try {
      if (path === '/healthz/live') {
        send(res, await health.getLiveness());
      } else if (path === '/healthz/ready') {
        send(res, await health.getReadiness());
      } else if (path === '/metrics' && serveMetrics) {
        serveMetrics(req, res);
      } else if (path === '/metrics') {
        notFound(
          res,
          `Metrics are off: set 'causeway.telemetry.metrics.enabled'.`,
        );
      } else {
        notFound(
          res,
          `Nothing is at '${path}'; there are /healthz/live, /healthz/ready and /metrics.`,
        );
      }
    } catch (error) {
      send(res, {
        status: 500,
        payload: { status: 'error', message: String(error) },
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      await new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

function notFound(res: ServerResponse, message: string) {
  send(res, { status: 404, payload: { status: 'error', message } });
}

function send(
  res: ServerResponse,
  answer: { status: number; payload?: JsonValue },
) {
  res.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  });
  res.end(JSON.stringify(answer.payload ?? {}));
}
