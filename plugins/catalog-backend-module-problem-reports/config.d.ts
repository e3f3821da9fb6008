import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  causeway?: {
    catalogProblems?: {
      /** Refs of the users and groups that are notified. Nobody by default. */
      recipients?: string[];
      /** When to look for owners that do not exist. Every 10 minutes by default. */
      schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    };
  };
}
