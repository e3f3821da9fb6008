import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/**
 * Starts tracing: requests take part in the caller's trace or begin one. Spans are sent where
 * OTEL_EXPORTER_OTLP_ENDPOINT points; without it, only the logs carry the trace IDs.
 */
export function startTelemetry(service: { name: string; version: string }): {
  stop(): Promise<void>;
} {
  const isExporting =
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': service.name,
      'service.version': service.version,
    }),
    spanProcessors: isExporting ? [new BatchSpanProcessor(new OTLPTraceExporter())] : [],
  });
  provider.register();
  return { stop: () => provider.shutdown() };
}

/** The IDs of the trace that is being worked on, for a line of the log. */
export function traceIds(): { trace_id?: string; span_id?: string } {
  const context = trace.getActiveSpan()?.spanContext();
  return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
}
