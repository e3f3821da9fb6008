import type {
  Flag,
  FlagEnvironment,
  FlagType,
  FlagValue,
  Prerequisite,
  Problem,
} from '@causeway/plugin-feature-flags-common';
import { findJsonProblems } from './findJsonProblems';
import { findPrerequisiteProblems } from './findPrerequisiteProblems';
import { findTargetingProblems } from './findTargetingProblems';
import { admissionLimits } from './limits';
import { findNameProblems } from './names';
import { pointTo } from './pointer';

/** What of its flag set a flag may refer to. */
export interface FlagSurroundings {
  segments: ReadonlySet<string>;
  /** Of the flags that have any, by key. */
  prerequisites: ReadonlyMap<string, Prerequisite[]>;
}

/** Begins the names under which exported files carry what flagd has no field for. */
export const reservedMetadataPrefix = 'causeway.';

export interface FlagCandidate
  extends Pick<
    Flag,
    | 'key'
    | 'type'
    | 'description'
    | 'tags'
    | 'variants'
    | 'prerequisites'
    | 'metadata'
  > {
  environments: {
    [name: string]: Pick<FlagEnvironment, 'defaultVariant' | 'targeting'>;
  };
}

/**
 * Says everything that keeps a flag from being stored.
 *
 * @param variantNames - of all flags that it or others name as prerequisites
 * @returns problems with pointers into the flag as the API shows it
 */
export function admitFlag(
  flag: FlagCandidate,
  surroundings: FlagSurroundings,
  variantNames: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  return [
    ...findNameProblems('The key of the flag', flag.key, '/key'),
    ...findTextProblems(flag),
    ...findVariantProblems(flag),
    ...findPrerequisiteProblems(flag, surroundings, variantNames),
    ...Object.entries(flag.environments).flatMap(([name, environment]) =>
      admitFlagEnvironment(environment, {
        pointer: pointTo('/environments', name),
        variants: Object.keys(flag.variants),
        segments: surroundings.segments,
      }),
    ),
  ];
}

/** The same for what a flag does in one environment. */
export function admitFlagEnvironment(
  environment: Pick<FlagEnvironment, 'defaultVariant' | 'targeting'>,
  options: {
    pointer: string;
    variants: string[];
    segments: ReadonlySet<string>;
  },
): Problem[] {
  const { pointer, variants, segments } = options;
  const { defaultVariant, targeting } = environment;
  const problems: Problem[] = [];
  if (defaultVariant !== undefined && !variants.includes(defaultVariant)) {
    problems.push({
      pointer: `${pointer}/defaultVariant`,
      message: `The default variant '${defaultVariant}' is no variant of the flag; there are ${variants
        .map(name => `'${name}'`)
        .join(', ')}.`,
    });
  }
  if (targeting !== undefined) {
    problems.push(
      ...findTargetingProblems(targeting, {
        pointer: `${pointer}/targeting`,
        segments,
        variants,
      }),
    );
  }
  return problems;
}

function findTextProblems({
  description,
  tags,
  metadata,
}: FlagCandidate): Problem[] {
  const problems: Problem[] = [];
  if (
    description !== undefined &&
    description.length > admissionLimits.textLength
  ) {
    problems.push({
      pointer: '/description',
      message: `The description has ${description.length} characters; at most ${admissionLimits.textLength} are allowed.`,
    });
  }
  if (tags.length > admissionLimits.tags) {
    problems.push({
      pointer: '/tags',
      message: `There are ${tags.length} tags; at most ${admissionLimits.tags} are allowed.`,
    });
  }
  if (Object.keys(metadata).length > admissionLimits.metadata) {
    problems.push({
      pointer: '/metadata',
      message: `There are ${
        Object.keys(metadata).length
      } entries of metadata; at most ${admissionLimits.metadata} are allowed.`,
    });
  }
  problems.push(
    ...tags.flatMap((tag, index) =>
      findNameProblems('The tag', tag, pointTo('/tags', index)),
    ),
    ...findJsonProblems(metadata, '/metadata'),
    ...Object.keys(metadata)
      .filter(name => name.startsWith(reservedMetadataPrefix))
      .map(name => ({
        pointer: pointTo('/metadata', name),
        message: `Names that begin with '${reservedMetadataPrefix}' are kept for flagd files of this portal.`,
      })),
    ...findJsonProblems(description ?? '', '/description'),
  );
  return problems;
}

function findVariantProblems({ type, variants }: FlagCandidate): Problem[] {
  const names = Object.keys(variants);
  if (names.length === 0) {
    return [{ pointer: '/variants', message: 'A flag needs a variant.' }];
  }
  if (names.length > admissionLimits.variants) {
    return [
      {
        pointer: '/variants',
        message: `There are ${names.length} variants; at most ${admissionLimits.variants} are allowed.`,
      },
    ];
  }
  return names.flatMap(name => {
    const pointer = pointTo('/variants', name);
    const value = variants[name];
    const found = getType(value);
    return [
      ...findNameProblems('The name of a variant', name, pointer),
      ...findJsonProblems(value, pointer),
      ...(found === type
        ? []
        : [
            {
              pointer,
              message: `The flag is of type ${type}, but its variant '${name}' is ${found}.`,
            },
          ]),
    ];
  });
}

function getType(value: FlagValue | unknown): FlagType | string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'a list' : typeof value;
}
