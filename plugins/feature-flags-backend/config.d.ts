import type { HumanDuration } from '@backstage/types';

export interface Config {
  featureFlags?: {
    /** Where flags have their own state. Defaults to development, staging and production. */
    environments?: Array<{
      /** Lower case letters, digits and dashes. */
      name: string;
      title?: string;
      /** Changes are confirmed by name. Defaults to false. */
      production?: boolean;
    }>;
    /** Flag sets to begin with. */
    seed?: {
      /** YAML or JSON files with one flag set each; a set that there is or was is left alone. */
      files?: string[];
    };
    /** How flags get into the memory that they are evaluated from. */
    snapshot?: {
      /**
       * Where flags are saved for a start without the database; read and written by this
       * process only. Defaults to a folder among the temporary files.
       */
      directory?: string;
      /** How often to look for changes that no notification told of. Defaults to 5 seconds. */
      pollInterval?: HumanDuration | string;
    };
    /** OFREP on a port of its own, for environment keys only. Off without a port. */
    listener?: {
      port: number;
      /** Defaults to all interfaces. */
      host?: string;
      /**
       * How long an idle connection is kept. Longer than the gateway in front keeps one, or a
       * request that it sends meets a closed connection. Defaults to 620 seconds.
       */
      keepAliveTimeout?: HumanDuration | string;
    };
    /** How often each environment key, or user, may ask, per process. Unlimited if not given. */
    rateLimit?: {
      requests: number;
      /** Defaults to 1 second. */
      window?: HumanDuration | string;
    };
    stream?: {
      /** How many clients may listen for changes, per process. Defaults to 10000. */
      maxClients?: number;
    };
  };
}
