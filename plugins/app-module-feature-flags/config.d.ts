export interface Config {
  featureFlags?: {
    /**
     * The flags that answer for the portal's own features. Without it every
     * user switches them alone, in Settings.
     *
     * @deepVisibility frontend
     */
    portal?: {
      flagSet: string;
      environment: string;
    };
  };
}
