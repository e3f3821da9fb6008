export interface Config {
  featureFlags?: {
    sources?: {
      /** Files in flagd's format whose flags are shown on entities. */
      flagd?: Array<{
        /** Lower case letters, digits and dashes; unique among all sources. */
        name: string;
        /** Shown to people. Defaults to `flagd`. */
        title?: string;
        /** The annotation that names an entity's flag set, or `*` for all flags. Defaults to `flagd.dev/flag-set-id`. */
        annotation?: string;
        /** One file for each environment, in the order in which they are shown. */
        environments: Array<{
          name: string;
          /** Where the file is served. */
          url?: string;
          /** Sent as a bearer token with `url`. @visibility secret */
          token?: string;
          /** A file that the backend can read, instead of `url`. */
          file?: string;
        }>;
      }>;
    };
  };
}
