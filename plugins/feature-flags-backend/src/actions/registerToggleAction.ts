import { NotFoundError } from '@backstage/errors';
import { audited } from '../service/audited';
import type { FlagActionOptions } from './registerFlagActions';

export function registerToggleAction({
  actionsRegistry,
  auditor,
  getFlags,
}: FlagActionOptions): void {
  actionsRegistry.register({
    name: 'toggle-flag',
    title: 'Turn a feature flag on or off',
    description:
      'Enables or disables a feature flag in one environment. Its rules and its default variant stay. Clients of a disabled flag use the default in their own code.',
    attributes: { readOnly: false, idempotent: true, destructive: true },
    schema: {
      input: z =>
        z.object({
          flagSet: z.string().describe('Name of the flag set'),
          key: z.string().describe('Key of the flag'),
          environment: z.string(),
          state: z.enum(['ENABLED', 'DISABLED']),
          reason: z
            .string()
            .max(1000)
            .optional()
            .describe('Why, for the history of the flag'),
        }),
      output: z =>
        z.object({
          state: z.enum(['ENABLED', 'DISABLED']),
          revision: z.number().describe('The revision of the flag'),
          hasChanged: z
            .boolean()
            .describe('False if the flag was in that state already'),
        }),
    },
    action: async ({ input, credentials }) => {
      const { flagSet, key, environment, state, reason } = input;
      return audited(
        auditor,
        {
          eventId: 'flag-environment-update',
          severityLevel: 'medium',
          meta: {
            flagSet,
            flag: key,
            environment,
            state,
            action: 'toggle-flag',
          },
        },
        async () => {
          const flags = getFlags();
          const flag = await flags.get({ flagSet, key }, { credentials });
          const before = flag.environments[environment];
          if (!before) {
            throw new NotFoundError(
              `Flag '${key}' has no environment '${environment}'`,
            );
          }
          if (before.state === state) {
            return {
              output: { state, revision: flag.revision, hasChanged: false },
            };
          }
          const { revision } = await flags.updateEnvironment(
            { flagSet, key, environment },
            {
              state,
              defaultVariant: before.defaultVariant,
              targeting: before.targeting,
              revision: flag.revision,
              reason,
            },
            { credentials },
          );
          return { output: { state, revision, hasChanged: true } };
        },
      );
    },
  });
}
