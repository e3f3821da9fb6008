import type {
  Prerequisite,
  Problem,
} from '@causeway/plugin-feature-flags-common';
import { admissionLimits } from './limits';
import { pointTo } from './pointer';

/** Refuses prerequisites that do not exist, that close a circle, or that other flags have on variants that go away. */
export function findPrerequisiteProblems(
  flag: {
    key: string;
    variants: { [name: string]: unknown };
    prerequisites: Prerequisite[];
  },
  { prerequisites }: { prerequisites: ReadonlyMap<string, Prerequisite[]> },
  variantNames: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  if (flag.prerequisites.length > admissionLimits.prerequisites) {
    return [
      {
        pointer: '/prerequisites',
        message: `There are ${flag.prerequisites.length} prerequisites; at most ${admissionLimits.prerequisites} are allowed.`,
      },
    ];
  }
  const all = new Map(prerequisites).set(flag.key, flag.prerequisites);
  return [
    ...flag.prerequisites.flatMap((prerequisite, index) =>
      findProblems(prerequisite, pointTo('/prerequisites', index), {
        flag,
        all,
        variantNames,
      }),
    ),
    ...findLostVariants(flag, prerequisites),
  ];
}

function findProblems(
  { flagKey, variants }: Prerequisite,
  pointer: string,
  options: {
    flag: { key: string };
    all: ReadonlyMap<string, Prerequisite[]>;
    variantNames: ReadonlyMap<string, readonly string[]>;
  },
): Problem[] {
  const { flag, all, variantNames } = options;
  if (flagKey === flag.key) {
    return [
      {
        pointer: `${pointer}/flagKey`,
        message: `The flag '${flagKey}' cannot be its own prerequisite.`,
      },
    ];
  }
  const known = variantNames.get(flagKey);
  if (!known) {
    return [
      {
        pointer: `${pointer}/flagKey`,
        message: `There is no flag '${flagKey}' in this flag set.`,
      },
    ];
  }
  const path = findPath(flagKey, flag.key, all);
  if (path) {
    return [
      {
        pointer: `${pointer}/flagKey`,
        message: `This prerequisite closes a circle: ${[flag.key, ...path]
          .map(key => `'${key}'`)
          .join(' needs ')}.`,
      },
    ];
  }
  if (variants.length === 0) {
    return [
      {
        pointer: `${pointer}/variants`,
        message: `Name at least one variant of '${flagKey}'.`,
      },
    ];
  }
  return variants.flatMap((variant, index) =>
    known.includes(variant)
      ? []
      : [
          {
            pointer: pointTo(pointer, 'variants', index),
            message: `The flag '${flagKey}' has no variant '${variant}'.`,
          },
        ],
  );
}

function findLostVariants(
  flag: { key: string; variants: { [name: string]: unknown } },
  prerequisites: ReadonlyMap<string, Prerequisite[]>,
): Problem[] {
  return [...prerequisites].flatMap(([dependant, needed]) =>
    dependant === flag.key
      ? []
      : needed
          .filter(({ flagKey }) => flagKey === flag.key)
          .flatMap(({ variants }) => variants)
          .filter(variant => !Object.hasOwn(flag.variants, variant))
          .map(variant => ({
            pointer: '/variants',
            message: `The flag '${dependant}' has the variant '${variant}' of this flag as a prerequisite, so it cannot be removed.`,
          })),
  );
}

/** The way from one flag over its prerequisites to another, both included. */
function findPath(
  from: string,
  to: string,
  all: ReadonlyMap<string, Prerequisite[]>,
): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const open = [from];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) {
      return trace(key, cameFrom);
    }
    for (const { flagKey } of all.get(key) ?? []) {
      if (!cameFrom.has(flagKey)) {
        cameFrom.set(flagKey, key);
        open.push(flagKey);
      }
    }
  }
  return undefined;
}

function trace(
  end: string,
  cameFrom: ReadonlyMap<string, string | undefined>,
): string[] {
  const path: string[] = [];
  for (let key: string | undefined = end; key !== undefined; ) {
    path.unshift(key);
    key = cameFrom.get(key);
  }
  return path;
}
