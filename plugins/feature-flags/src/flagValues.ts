import type {
  Flag,
  FlagEnvironment,
} from '@causeway/plugin-feature-flags-common';

export function hasRules(
  environment: Pick<FlagEnvironment, 'targeting'>,
): boolean {
  return Object.keys(environment.targeting ?? {}).length > 0;
}

/** What a flag serves where no rule decides, as short text; undefined if that is left to the client. */
export function describeDefault(
  flag: Flag,
  environment: FlagEnvironment,
): string | undefined {
  const { defaultVariant } = environment;
  if (defaultVariant === undefined) {
    return undefined;
  }
  const value = flag.variants[defaultVariant];
  return typeof value === 'object' || String(value) === defaultVariant
    ? defaultVariant
    : `${defaultVariant} (${String(value)})`;
}

/**
 * Tells whether a flag does something else in one environment than in another.
 *
 * @remarks
 * What a disabled flag would serve makes no difference to anybody.
 */
export function differs(a: FlagEnvironment, b: FlagEnvironment): boolean {
  if (a.state === 'DISABLED' && b.state === 'DISABLED') {
    return false;
  }
  return (
    a.state !== b.state ||
    a.defaultVariant !== b.defaultVariant ||
    toSortedJson(a.targeting ?? {}) !== toSortedJson(b.targeting ?? {})
  );
}

/** JSON that is the same for equal values, whatever the order of their keys. */
export function toSortedJson(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(
            Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        : inner,
    space,
  );
}
