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
  };
}
