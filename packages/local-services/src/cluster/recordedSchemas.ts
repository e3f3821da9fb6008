import { z } from 'zod/v4';

const timestamp = z.iso.datetime({
  error: "must be a time such as 'ago:3d2h' or an RFC 3339 timestamp",
});

const terminatedSchema = z.strictObject({
  exitCode: z.number().int(),
  reason: z.string(),
  message: z.string().optional(),
  signal: z.number().int().optional(),
  startedAt: timestamp.optional(),
  finishedAt: timestamp,
});

const containerStateSchema = z.union([
  z.strictObject({ running: z.strictObject({ startedAt: timestamp }) }),
  z.strictObject({
    waiting: z.strictObject({
      reason: z.string(),
      message: z.string().optional(),
    }),
  }),
  z.strictObject({ terminated: terminatedSchema }),
]);

const recordedContainerSchema = z.strictObject({
  ready: z.boolean().optional(),
  restartCount: z.number().int().nonnegative().optional(),
  state: containerStateSchema.optional(),
  lastState: z.strictObject({ terminated: terminatedSchema }).optional(),
  usage: z.strictObject({ cpu: z.string(), memory: z.string() }).optional(),
});

/** An event in short form; the loader names the object it is about. */
const recordedEventSchema = z.strictObject({
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  count: z.number().int().positive().default(1),
  first: timestamp,
  last: timestamp.optional(),
  component: z.string(),
});

const recordedPodSchema = z.strictObject({
  name: z.string(),
  created: timestamp,
  node: z.string().optional(),
  unschedulable: z.string().optional(),
  containers: z.record(z.string(), recordedContainerSchema).default({}),
  events: z.array(recordedEventSchema).default([]),
});

const labelsSchema = z.record(z.string(), z.string());

const resourcesSchema = z
  .looseObject({
    requests: z.looseObject({ cpu: z.string(), memory: z.string() }).partial(),
  })
  .partial();

const podTemplateSchema = z.looseObject({
  metadata: z.looseObject({
    labels: labelsSchema,
    annotations: labelsSchema.optional(),
  }),
  spec: z.looseObject({
    containers: z
      .array(
        z.looseObject({
          name: z.string(),
          image: z.string(),
          resources: resourcesSchema.optional(),
        }),
      )
      .min(1),
    volumes: z.array(z.unknown()).optional(),
  }),
});

const selectorSchema = z.looseObject({ matchLabels: labelsSchema });

/** A Deployment with the replica sets and pods that were seen under it. */
export const recordedDeploymentSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().int().nonnegative(),
    selector: selectorSchema,
    template: podTemplateSchema,
  }),
  status: z.looseObject({}).optional(),
  recorded: z.strictObject({
    replicaSets: z
      .array(
        z.strictObject({
          hash: z.string(),
          revision: z.number().int().positive(),
          created: timestamp,
          image: z.string().optional(),
          pods: z.array(recordedPodSchema).default([]),
          events: z.array(recordedEventSchema).default([]),
        }),
      )
      .min(1),
    events: z.array(recordedEventSchema).default([]),
  }),
});

/** A StatefulSet with its pods in the order of their ordinals. */
export const recordedStatefulSetSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().int().nonnegative(),
    template: podTemplateSchema,
    volumeClaimTemplates: z
      .array(
        z.looseObject({
          metadata: z.looseObject({ name: z.string() }),
          spec: z.looseObject({
            accessModes: z.array(z.string()),
            resources: z.looseObject({
              requests: z.looseObject({ storage: z.string() }),
            }),
          }),
        }),
      )
      .default([]),
  }),
  status: z.looseObject({}).optional(),
  recorded: z.strictObject({
    revision: z.string(),
    pods: z.array(recordedPodSchema.omit({ name: true })),
    events: z.array(recordedEventSchema).default([]),
  }),
});

/** A Job with the pods that it started. */
export const recordedJobSchema = z.looseObject({
  spec: z.looseObject({
    backoffLimit: z.number().int().nonnegative().default(6),
    template: podTemplateSchema,
  }),
  status: z.looseObject({}).optional(),
  recorded: z.strictObject({
    pods: z.array(recordedPodSchema),
    events: z.array(recordedEventSchema).default([]),
  }),
});

/** A CronJob with the jobs that it started, each with its pods. */
export const recordedCronJobSchema = z.looseObject({
  spec: z.looseObject({
    jobTemplate: z.looseObject({
      metadata: z.looseObject({ labels: labelsSchema }),
      spec: z.looseObject({ template: podTemplateSchema }),
    }),
  }),
  status: z.looseObject({}).optional(),
  recorded: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          name: z.string(),
          created: timestamp,
          pods: z.array(recordedPodSchema),
          events: z.array(recordedEventSchema).default([]),
        }),
      )
      .min(1),
    events: z.array(recordedEventSchema).default([]),
  }),
});

/** Any other object about which events were recorded. */
export const recordedEventsSchema = z.looseObject({
  recorded: z.strictObject({ events: z.array(recordedEventSchema) }),
});

export type PodTemplate = z.infer<typeof podTemplateSchema>;
export type RecordedContainer = z.infer<typeof recordedContainerSchema>;
export type RecordedEvent = z.infer<typeof recordedEventSchema>;
export type RecordedPod = z.infer<typeof recordedPodSchema>;
export type TerminatedState = z.infer<typeof terminatedSchema>;
