import type { ClusterObject } from './ClusterObject';
import { expandDeployment } from './expandDeployment';
import { expandEvents } from './expandEvents';
import { expandCronJob, expandJob } from './expandJob';
import { expandStatefulSet } from './expandStatefulSet';
import {
  recordedCronJobSchema,
  recordedDeploymentSchema,
  recordedEventsSchema,
  recordedJobSchema,
  recordedStatefulSetSchema,
} from './recordedSchemas';
import { withoutRecord } from './workloadParts';

/**
 * Expands the `recorded` block of a manifest into the objects that Kubernetes' controllers would have made, and derives
 * the workload's status from them. A status in the manifest wins over the derived one, field by field.
 *
 * @throws an error of zod when the block does not have the form that the kind asks for
 */
export function expandWorkload(object: ClusterObject): ClusterObject[] {
  switch (object.kind) {
    case 'Deployment':
      return expandDeployment(object, recordedDeploymentSchema.parse(object));
    case 'StatefulSet':
      return expandStatefulSet(object, recordedStatefulSetSchema.parse(object));
    case 'Job':
      return expandJob(object, recordedJobSchema.parse(object));
    case 'CronJob':
      return expandCronJob(object, recordedCronJobSchema.parse(object));
    default: {
      const { events } = recordedEventsSchema.parse(object).recorded;
      return [withoutRecord(object), ...expandEvents(object, events)];
    }
  }
}
