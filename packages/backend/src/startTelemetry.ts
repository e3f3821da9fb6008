import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConfigReader } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';

/** Answers a request with the metrics in the form of Prometheus. */
export type MetricsHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void;

/**
 * Starts OpenTelemetry when `causeway.telemetry` asks for traces or metrics.
 *
 * @remarks
 * The OpenTelemetry packages are loaded only then: they cost start-up time and memory.
 * Where traces go follows the standard `OTEL_*` environment variables.
 *
 * @returns what serves the metrics, when they are to be had on the port of health
 */
export async function startTelemetry(): Promise<MetricsHandler | undefined> {
  const { telemetry: config, hasHealthPort } = await readConfig();
  const hasTraces = config.getOptionalBoolean('traces.enabled') ?? false;
  const hasMetrics = config.getOptionalBoolean('metrics.enabled') ?? false;
  if (!hasTraces && !hasMetrics) {
    return undefined;
  }

  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { getNodeAutoInstrumentations } = await import(
    '@opentelemetry/auto-instrumentations-node'
  );
  const { PrometheusExporter } = await import(
    '@opentelemetry/exporter-prometheus'
  );
  const exporter = hasMetrics
    ? new PrometheusExporter({
        preventServerStart: hasHealthPort,
        host: config.getOptionalString('metrics.host') ?? '127.0.0.1',
        port: config.getOptionalNumber('metrics.port') ?? 9464,
      })
    : undefined;
  const sdk = new NodeSDK({
    serviceName: process.env.OTEL_SERVICE_NAME ?? 'causeway',
    // Without an exporter of its own the SDK would send traces to the default collector.
    ...(hasTraces ? {} : { spanProcessors: [] }),
    metricReaders: exporter ? [exporter] : [],
    instrumentations: [
      getNodeAutoInstrumentations({
        '@opentelemetry/instrumentation-fs': { enabled: false },
        '@opentelemetry/instrumentation-net': { enabled: false },
        '@opentelemetry/instrumentation-dns': { enabled: false },
        '@opentelemetry/instrumentation-http': {
          // Open for hours, and its address carries a token.
          ignoreIncomingRequestHook: ({ url }) =>
            url?.includes('/ofrep/v1/stream') ?? false,
        },
      }),
    ],
  });
  sdk.start();
  process.once('beforeExit', () => sdk.shutdown());
  return exporter && hasHealthPort
    ? (request, response) =>
        exporter.getMetricsRequestHandler(request, response)
    : undefined;
}

async function readConfig() {
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ argv: process.argv }),
  );
  try {
    return {
      telemetry:
        config.getOptionalConfig('causeway.telemetry') ?? new ConfigReader({}),
      hasHealthPort: config.has('causeway.health.port'),
    };
  } finally {
    config.close();
  }
}
