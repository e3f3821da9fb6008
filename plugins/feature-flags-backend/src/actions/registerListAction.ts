import {
  flagKinds,
  isStale,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import type { FlagActionOptions } from './registerFlagActions';

const defaultLimit = 50;

export function registerListAction({
  actionsRegistry,
  getFlags,
}: FlagActionOptions): void {
  actionsRegistry.register({
    name: 'list-flags',
    title: 'List feature flags',
    description:
      'Lists the feature flags that the caller may read, with their state in each environment. All filters have to match.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          flagSet: z.string().optional().describe('Name of a flag set'),
          entityRef: z
            .string()
            .optional()
            .describe('Ref of the entity that flags are for'),
          ownerRef: z
            .string()
            .optional()
            .describe('Ref of the group or user that owns that entity'),
          kind: z.enum(flagKinds).optional().describe('Why a flag exists'),
          tag: z.string().optional(),
          query: z.string().optional().describe('Part of key or description'),
          environment: z
            .string()
            .optional()
            .describe("The environment that 'state' is about"),
          state: z.enum(['ENABLED', 'DISABLED']).optional(),
          limit: z.number().int().min(1).max(500).optional(),
          cursor: z
            .string()
            .optional()
            .describe("The 'nextCursor' of the page before"),
        }),
      output: z =>
        z.object({
          flags: z.array(
            z.object({
              flagSet: z.string(),
              key: z.string(),
              type: z.string(),
              kind: z.string(),
              description: z.string().optional(),
              tags: z.array(z.string()),
              entityRef: z.string(),
              isStale: z
                .boolean()
                .describe('Whether it has outlived its kind without a change'),
              environments: z.record(
                z.object({
                  state: z.string(),
                  defaultVariant: z.string().optional(),
                  hasRules: z.boolean(),
                }),
              ),
            }),
          ),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { limit = defaultLimit, ...query } = input;
      const page = await getFlags().list({ ...query, limit }, { credentials });
      return {
        output: {
          flags: page.items.map(toSummary),
          nextCursor: page.nextCursor,
        },
      };
    },
  });
}

function toSummary(flag: Flag) {
  const { flagSet, key, type, kind, description, tags, entityRef } = flag;
  return {
    flagSet,
    key,
    type,
    kind,
    description,
    tags,
    entityRef,
    isStale: isStale(flag, new Date()),
    environments: Object.fromEntries(
      Object.entries(flag.environments).map(
        ([name, { state, defaultVariant, targeting }]) => [
          name,
          { state, defaultVariant, hasRules: targeting !== undefined },
        ],
      ),
    ),
  };
}
