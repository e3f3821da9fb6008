import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the service counts. It has a registry of its own, so that tests can make many in one process. */
export function createMetrics(version: string) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'build_info',
    help: '1, labelled with the version that runs.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: "Time from the request's headers to the end of its response.",
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    registry,
    /** `route` is the pattern, never the path: a label must not take values that a caller chooses. */
    observe(request: { method: string; route?: string | undefined; status: number; ms: number }) {
      const labels = request.route
        ? { method: request.method, route: request.route }
        : { method: 'other', route: 'unmatched' };
      requests.inc({ ...labels, status: request.status });
      duration.observe(labels, request.ms / 1000);
    },
  };
}
