import { ConfigReader } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';

/**
 * Starts OpenTelemetry when `causeway.telemetry` asks for traces or metrics.
 *
 * @remarks
 * The OpenTelemetry packages are loaded only then: they cost start-up time and memory.
 * Where traces go follows the standard `OTEL_*` environment variables.
 */
export async function startTelemetry(): Promise<void> {
  const config = await readTelemetryConfig();
  const hasTraces = config.getOptionalBoolean('traces.enabled') ?? false;
  const hasMetrics = config.getOptionalBoolean('metrics.enabled') ?? false;
  if (!hasTraces && !hasMetrics) {
    return;
  }

  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { getNodeAutoInstrumentations } = await import(
    '@opentelemetry/auto-instrumentations-node'
  );
  const { PrometheusExporter } = await import(
    '@opentelemetry/exporter-prometheus'
  );
  const sdk = new NodeSDK({
    serviceName: process.env.OTEL_SERVICE_NAME ?? 'causeway',
    // Without an exporter of its own the SDK would send traces to the default collector.
    ...(hasTraces ? {} : { spanProcessors: [] }),
    metricReaders: hasMetrics
      ? [
          new PrometheusExporter({
            host: config.getOptionalString('metrics.host') ?? '127.0.0.1',
            port: config.getOptionalNumber('metrics.port') ?? 9464,
          }),
        ]
      : [],
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
}

async function readTelemetryConfig() {
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ argv: process.argv }),
  );
  try {
    return (
      config.getOptionalConfig('causeway.telemetry') ?? new ConfigReader({})
    );
  } finally {
    config.close();
  }
}
