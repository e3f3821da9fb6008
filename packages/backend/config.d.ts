import { HumanDuration } from '@backstage/types';

export interface Config {
  causeway?: {
    shutdown?: {
      /** How long a stop waits for requests that are under way. Defaults to 5 seconds. */
      requestTimeout?: HumanDuration | string;
    };
    /** OpenTelemetry. Nothing of it is loaded unless something is enabled. */
    telemetry?: {
      traces?: {
        /** Sends traces where the `OTEL_*` environment variables say. Off by default. */
        enabled?: boolean;
      };
      metrics?: {
        /** Serves `/metrics` for Prometheus on a port of its own. Off by default. */
        enabled?: boolean;
        /** Defaults to 127.0.0.1, so that only this machine can read them. */
        host?: string;
        /** Defaults to 9464. */
        port?: number;
      };
    };
  };
}
