import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import type { HumanDuration } from '@backstage/types';

export interface Config {
  goldenPaths?: {
    /** When the whole catalog and all tasks are read; every 10 minutes if absent. Changes do not wait for it. */
    schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    /** How long a host of repositories may take to say whether a name is free; 3 seconds if absent. */
    hostTimeout?: HumanDuration | string;
  };
}
