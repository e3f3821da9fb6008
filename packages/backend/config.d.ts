import { HumanDuration } from '@backstage/types';

export interface Config {
  causeway?: {
    /** Health on a port of its own: `/healthz/live`, `/healthz/ready` and `/metrics`. */
    health?: {
      /** Without it there is no such port. */
      port?: number;
      /** Defaults to every address of the machine. */
      host?: string;
      /** How long the database may take to answer. Defaults to 1 second. */
      databaseTimeout?: HumanDuration | string;
      /** For how long its answer is good enough. Defaults to 1 second. */
      cacheFor?: HumanDuration | string;
    };
    shutdown?: {
      /**
       * How long requests are still answered once readiness has failed, so that whoever sends
       * them has noticed. Defaults to 0.
       */
      drainDelay?: HumanDuration | string;
      /** How long a stop waits for requests that are under way. Defaults to 5 seconds. */
      requestTimeout?: HumanDuration | string;
      /** How long a stop waits for scheduled tasks to end. Defaults to 5 seconds. */
      taskTimeout?: HumanDuration | string;
    };
    tasks?: {
      /** Whether this replica runs scheduled tasks. Defaults to true. */
      enabled?: boolean;
    };
    /** How many requests somebody may send, counted over all replicas. */
    rateLimit?: {
      /** Defaults to true. */
      enabled?: boolean;
      /** Requests in a minute of one user. Defaults to 6000. */
      perUser?: number;
      /** Requests in a minute from one address without a valid token. Defaults to 600. */
      perAddress?: number;
      /** Paths below which nothing is counted. Defaults to `/api/feature-flags/ofrep/`. */
      exempt?: string[];
    };
    /** OpenTelemetry. Nothing of it is loaded unless something is enabled. */
    telemetry?: {
      traces?: {
        /** Sends traces where the `OTEL_*` environment variables say. Off by default. */
        enabled?: boolean;
      };
      metrics?: {
        /**
         * Serves `/metrics` for Prometheus: on the port of health where there is one, else on
         * a port of its own. Off by default.
         */
        enabled?: boolean;
        /** Defaults to 127.0.0.1, so that only this machine can read them. */
        host?: string;
        /** Defaults to 9464. */
        port?: number;
      };
    };
  };
}
