export interface Config {
  featureFlags?: {
    policy?: {
      /**
       * Whether only the owner of a feature flag may change what it does in
       * production. Defaults to true.
       */
      productionOwnersOnly?: boolean;
    };
  };
}
