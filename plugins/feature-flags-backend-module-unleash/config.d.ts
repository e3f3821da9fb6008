export interface Config {
  featureFlags?: {
    sources?: {
      /** Unleash servers whose flags are shown on entities. */
      unleash?: Array<{
        /** Lower case letters, digits and dashes; unique among all sources. */
        name: string;
        /** Shown to people. Defaults to `Unleash`. */
        title?: string;
        /** Where Unleash is, such as `https://unleash.example.com`. */
        url: string;
        /**
         * An API token of Unleash that may read projects and, if `writable`, change them.
         * @visibility secret
         */
        token: string;
        /** Whether people may turn flags on and off from the portal. Defaults to false. */
        writable?: boolean;
        /** The annotation that names an entity's project. Defaults to `unleash.getunleash.io/project`. */
        annotation?: string;
      }>;
    };
  };
}
