import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  causeway?: {
    docs?: {
      prebuild?: {
        /** When to look for docs that are missing or out of date. Every 5 minutes by default. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
