export interface Config {
  scorecard?: {
    /** Rule files: paths relative to the configuration, or URLs of a configured integration. */
    files?: string[];
  };
}
