import type {
  Flag,
  FlagMetadata,
  Segment,
} from '@causeway/plugin-feature-flags-common';
import { portalMetadata, segmentMetadataPrefix } from './portalMetadata';

export interface PrintFlagdFileOptions {
  flagSet: string;
  environment: string;
  flags: Flag[];
  segments: Segment[];
  /**
   * Whether kind, tags, prerequisites and the like go along.
   *
   * @remarks
   * A running flagd hands metadata on to its clients, whom they do not concern.
   */
  withPortalMetadata: boolean;
}

/**
 * Prints what a flag set does in one environment as a flagd file.
 *
 * @remarks
 * The same flags give the same bytes: flags and segments come sorted, variants and
 * rules in their author's order, and nothing in it tells of revisions or times.
 */
export function printFlagdFile(options: PrintFlagdFileOptions): string {
  const { flagSet, environment, flags, segments, withPortalMetadata } = options;
  const file = {
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    metadata: {
      flagSetId: flagSet,
      ...(withPortalMetadata ? describeSegments(segments) : {}),
    },
    flags: Object.fromEntries(
      flags.map(flag => [
        flag.key,
        toFlagdFlag(flag, environment, withPortalMetadata),
      ]),
    ),
    ...(segments.length > 0
      ? {
          $evaluators: Object.fromEntries(
            segments.map(({ name, targeting }) => [name, targeting]),
          ),
        }
      : {}),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function toFlagdFlag(
  flag: Flag,
  environment: string,
  withPortalMetadata: boolean,
) {
  const { state, defaultVariant, targeting } = flag.environments[environment];
  const metadata: FlagMetadata = {
    ...flag.metadata,
    ...(withPortalMetadata ? portalMetadata.write(flag) : {}),
  };
  return {
    state,
    variants: flag.variants,
    defaultVariant,
    targeting,
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  };
}

function describeSegments(segments: Segment[]): FlagMetadata {
  return Object.fromEntries(
    segments.flatMap(({ name, description }) =>
      description === undefined
        ? []
        : [[`${segmentMetadataPrefix}${name}`, description]],
    ),
  );
}
