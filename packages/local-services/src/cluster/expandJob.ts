import type { z } from 'zod/v4';
import type { ClusterObject } from './ClusterObject';
import { expandEvents } from './expandEvents';
import { expandPod } from './expandPod';
import { podOutcome } from './podStatus';
import {
  type recordedCronJobSchema,
  recordedJobSchema,
} from './recordedSchemas';
import { condition, controllerReference, withoutRecord } from './workloadParts';

/** A job with the pods that it started. */
export function expandJob(
  object: ClusterObject,
  { spec, status, recorded }: z.infer<typeof recordedJobSchema>,
): ClusterObject[] {
  const { name, namespace, creationTimestamp } = object.metadata;
  const outcomes = recorded.pods.map(pod => podOutcome(spec.template, pod));
  const succeeded = outcomes.filter(outcome => outcome?.succeeded).length;
  const failed = outcomes.filter(
    outcome => outcome?.succeeded === false,
  ).length;
  const active = outcomes.length - succeeded - failed;
  const end = outcomes
    .flatMap(outcome => outcome?.finishedAt ?? [])
    .sort()
    .at(-1);
  const job = withoutRecord({
    ...object,
    status: {
      startTime: creationTimestamp,
      ...(active > 0 && { active, ready: active }),
      ...(succeeded > 0 && { succeeded }),
      ...(failed > 0 && { failed }),
      ...(succeeded > 0 &&
        end && {
          completionTime: end,
          conditions: [
            condition('Complete', true, end, {
              lastProbeTime: end,
              reason: 'CompletionsReached',
              message: 'Reached expected number of succeeded pods',
            }),
          ],
        }),
      ...(failed > spec.backoffLimit &&
        end && {
          conditions: [
            condition('Failed', true, end, {
              lastProbeTime: end,
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            }),
          ],
        }),
      ...status,
    },
  });
  return [
    job,
    ...recorded.pods.flatMap(pod =>
      expandPod({
        name: `${name}-${pod.name}`,
        namespace: namespace ?? 'default',
        owner: object,
        template: spec.template,
        labels: {
          'batch.kubernetes.io/job-name': name,
          'job-name': name,
        },
        recorded: pod,
      }),
    ),
    ...expandEvents(object, recorded.events),
  ];
}

/** A cron job with the jobs that it started. */
export function expandCronJob(
  object: ClusterObject,
  { spec, status, recorded }: z.infer<typeof recordedCronJobSchema>,
): ClusterObject[] {
  const { name, namespace } = object.metadata;
  const { template } = spec.jobTemplate.spec;
  const jobs = recorded.jobs.map(job => ({
    name: `${name}-${job.name}`,
    created: job.created,
    outcomes: job.pods.map(pod => podOutcome(template, pod)),
    object: {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${name}-${job.name}`,
        namespace,
        labels: spec.jobTemplate.metadata.labels,
        creationTimestamp: job.created,
        ownerReferences: [controllerReference(object)],
      },
      spec: spec.jobTemplate.spec,
      recorded: { pods: job.pods, events: job.events },
    },
  }));
  const lastSuccess = jobs
    .flatMap(job => job.outcomes)
    .filter(outcome => outcome?.succeeded)
    .map(outcome => outcome?.finishedAt)
    .sort()
    .at(-1);
  const running = jobs.filter(job => job.outcomes.at(-1) === undefined);
  return [
    withoutRecord({
      ...object,
      status: {
        ...(running.length > 0 && {
          active: running.map(job => ({
            apiVersion: 'batch/v1',
            kind: 'Job',
            name: job.name,
            namespace,
          })),
        }),
        lastScheduleTime: jobs
          .map(job => job.created)
          .sort()
          .at(-1),
        ...(lastSuccess && { lastSuccessfulTime: lastSuccess }),
        ...status,
      },
    }),
    ...jobs.flatMap(job =>
      expandJob(job.object, recordedJobSchema.parse(job.object)),
    ),
    ...expandEvents(object, recorded.events),
  ];
}
