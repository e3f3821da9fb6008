import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import type { HumanDuration } from '@backstage/types';

export interface Config {
  scorecard?: {
    /**
     * Rule files: paths, relative to the working directory, or URLs of a configured
     * integration. They are read again when they change.
     */
    files?: string[];
    /** Whether the scorecards of the product run too; true if absent. */
    shipped?: boolean;
    /** When the whole catalog is evaluated; every 15 minutes if absent. Changes do not wait for it. */
    schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    /** How long a source of facts may take to answer for a batch of entities; 20 seconds if absent. */
    collectorTimeout?: HumanDuration | string;
    /** Facts that are pushed from outside, for example `ci:default/coverage`. */
    pushedFacts?: string[];
    /**
     * Beside whom nobody may push facts, whatever permissions they have: subjects of external
     * access tokens, such as `external:ci`, and refs of users. If absent, permissions decide.
     */
    pushers?: string[];
    badges?: {
      /** Whether badges are for everyone, also without signing in; false if absent. */
      public?: boolean;
    };
  };
}
