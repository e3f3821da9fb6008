import { explainFlag } from '../explain/explainFlag';
import type { FlagActionOptions } from './registerFlagActions';

export function registerExplainAction({
  actionsRegistry,
  getFlags,
  snapshots,
}: FlagActionOptions): void {
  actionsRegistry.register({
    name: 'explain-flag',
    title: 'Explain a feature flag',
    description:
      'Says what a context, such as a user, gets from a feature flag in one environment, and why: each step of the rule, the bucket of a percentage split, and the prerequisites.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          flagSet: z.string().describe('Name of the flag set'),
          key: z.string().describe('Key of the flag'),
          environment: z.string(),
          context: z
            .record(z.unknown())
            .optional()
            .describe(
              "What a client sends, such as { targetingKey: 'user-1', plan: 'pro' }",
            ),
        }),
      output: z =>
        z.object({
          result: z
            .object({
              value: z.unknown(),
              variant: z.string().optional(),
              reason: z.string(),
              errorCode: z.string().optional(),
              errorMessage: z.string().optional(),
            })
            .describe(
              'Without a value, the client uses the default in its own code',
            ),
          steps: z.array(z.unknown()),
          bucket: z.number().optional().describe('From 0 up to 100'),
          prerequisites: z.array(
            z.object({
              flagKey: z.string(),
              variants: z.array(z.string()),
              variant: z.string().optional(),
              isMet: z.boolean(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const { flagSet, key, environment, context = {} } = input;
      // Asks for the permission to read the flag.
      await getFlags().get({ flagSet, key }, { credentials });
      return {
        output: explainFlag(snapshots, {
          flagSet,
          environment,
          flagKey: key,
          context,
        }),
      };
    },
  });
}
