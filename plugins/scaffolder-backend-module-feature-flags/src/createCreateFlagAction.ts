import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { flagKinds, getFlagPath } from '@causeway/plugin-feature-flags-common';
import type {
  FlagsService,
  NewFlag,
} from '@causeway/plugin-feature-flags-node';
import { stringify } from 'yaml';

/**
 * Makes a feature flag, and its flag set where there is none yet.
 *
 * @remarks
 * It acts as the user who started the task: whoever may not create a flag on its
 * page may not do so through a template.
 */
export function createCreateFlagAction({ flags }: { flags: FlagsService }) {
  return createTemplateAction({
    id: 'feature-flags:create',
    description: 'Creates a feature flag.',
    examples: [
      {
        description:
          'Create a release flag for a new component, and its flag set with it.',
        example: stringify({
          steps: [
            {
              id: 'flag',
              name: 'Create the first flag',
              action: 'feature-flags:create',
              input: {
                flagSet: '${{ parameters.name }}',
                createFlagSet: true,
                key: 'first-release',
                entityRef: 'component:default/${{ parameters.name }}',
              },
            },
          ],
        }),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        flagSet: z => z.string().describe('Name of the flag set'),
        createFlagSet: z =>
          z
            .boolean()
            .optional()
            .describe(
              "Whether to create the flag set for 'entityRef' if there is none. Defaults to false",
            ),
        key: z => z.string().describe('Key of the flag'),
        type: z =>
          z
            .enum(['boolean', 'string', 'number', 'object'])
            .optional()
            .describe('Type of its values. Defaults to boolean'),
        kind: z =>
          z
            .enum(flagKinds)
            .optional()
            .describe('Why it exists. Defaults to release'),
        description: z => z.string().optional().describe('What it is for'),
        tags: z => z.array(z.string()).optional().describe('Tags'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'Ref of the entity it is for, whose owner owns it. Defaults to the one of the flag set',
            ),
        variants: z =>
          z
            .record(
              z.string(),
              z.union([
                z.boolean(),
                z.string(),
                z.number(),
                z.record(z.string(), z.unknown()),
              ]),
            )
            .optional()
            .describe(
              'Values by name. Defaults to on and off for a boolean flag',
            ),
        environments: z =>
          z
            .record(
              z.string(),
              z.object({
                state: z.enum(['ENABLED', 'DISABLED']).optional(),
                defaultVariant: z.string().optional(),
                targeting: z.record(z.string(), z.unknown()).optional(),
              }),
            )
            .optional()
            .describe(
              'State, default variant and rules by environment. The flag starts disabled in the others',
            ),
      },
      output: {
        flagUrl: z => z.string().describe('Path of its page in the portal'),
        revision: z =>
          z.number().optional().describe('Its revision; none in a dry run'),
      },
    },
    async handler(ctx) {
      const { flagSet, createFlagSet = false, ...input } = ctx.input;
      const { type = 'boolean', kind = 'release' } = input;
      const flag: NewFlag = {
        ...input,
        type,
        kind,
        variants: input.variants ?? getDefaultVariants(type),
        reason: ctx.templateInfo?.entityRef
          ? `Created from ${ctx.templateInfo.entityRef}`
          : undefined,
      };
      const options = { credentials: await ctx.getInitiatorCredentials() };

      const exists = await hasFlagSet(flags, flagSet, options);
      if (!exists && (!createFlagSet || input.entityRef === undefined)) {
        throw new InputError(
          createFlagSet
            ? `There is no flag set '${flagSet}'; to create it, 'entityRef' has to name the entity it is for`
            : `There is no flag set '${flagSet}'; create it first, or set 'createFlagSet'`,
        );
      }
      ctx.output('flagUrl', getFlagPath({ flagSet, key: flag.key }));
      if (ctx.isDryRun) {
        ctx.logger.info(
          `Would create flag '${flag.key}' in ${
            exists ? '' : 'a new '
          }flag set '${flagSet}'`,
        );
        return;
      }

      if (!exists && input.entityRef !== undefined) {
        await flags.createFlagSet(
          { name: flagSet, entityRef: input.entityRef },
          options,
        );
        ctx.logger.info(`Created flag set '${flagSet}'`);
      }
      const { revision } = await flags.createFlag(flagSet, flag, options);
      ctx.logger.info(`Created flag '${flag.key}' in flag set '${flagSet}'`);
      ctx.output('revision', revision);
    },
  });
}

async function hasFlagSet(
  flags: FlagsService,
  name: string,
  options: { credentials: BackstageCredentials },
): Promise<boolean> {
  try {
    await flags.getFlagSet(name, options);
    return true;
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return false;
    }
    throw error;
  }
}

function getDefaultVariants(type: string): NewFlag['variants'] {
  if (type !== 'boolean') {
    throw new InputError(
      `A flag of type '${type}' needs 'variants', which name its values`,
    );
  }
  return { on: true, off: false };
}
