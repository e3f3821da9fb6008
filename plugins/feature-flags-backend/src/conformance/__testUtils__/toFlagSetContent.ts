import type {
  FlagMetadata,
  FlagState,
  FlagValue,
} from '@causeway/plugin-feature-flags-common';
import type { FlagSetContent } from '../../evaluation/FlagSetContent';

export interface FlagdConfiguration {
  flags: {
    [key: string]: {
      state: FlagState;
      variants: { [name: string]: FlagValue };
      defaultVariant?: string | null;
      targeting?: unknown;
      metadata?: FlagMetadata;
    };
  };
  metadata?: FlagMetadata;
  $evaluators?: { [name: string]: unknown };
}

export const testFlagSet = 'conformance';
export const testEnvironment = 'production';

/** flagd's configuration as the content of a flag set with one environment. */
export function toFlagSetContent(
  { flags, metadata, $evaluators = {} }: FlagdConfiguration,
  revision: number = 1,
): FlagSetContent {
  return {
    name: testFlagSet,
    entityRef: 'component:default/conformance',
    revision,
    flags: Object.entries(flags).map(([key, flag]) => ({
      key,
      variants: flag.variants,
      prerequisites: [],
      environments: {
        [testEnvironment]: {
          state: flag.state,
          defaultVariant: flag.defaultVariant ?? undefined,
          targeting: flag.targeting,
        },
      },
      metadata: { ...metadata, ...flag.metadata },
    })),
    segments: Object.entries($evaluators).map(([name, targeting]) => ({
      name,
      targeting,
    })),
  };
}
