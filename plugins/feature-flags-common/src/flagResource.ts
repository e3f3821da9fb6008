/** What a permission is asked for: a flag set, a flag of it, and either of them in one environment. */
export interface FlagResourceName {
  flagSet: string;
  flagKey?: string;
  environment?: string;
}

/**
 * Formats a resource for `usePermission` and for the permission backend.
 *
 * @returns `set`, `set/key`, `set@environment` or `set/key@environment`; names are URI encoded
 */
export function stringifyFlagResource(resource: FlagResourceName): string {
  const { flagSet, flagKey, environment } = resource;
  return [
    encodeURIComponent(flagSet),
    flagKey === undefined ? '' : `/${encodeURIComponent(flagKey)}`,
    environment === undefined ? '' : `@${encodeURIComponent(environment)}`,
  ].join('');
}

/** Reads what {@link stringifyFlagResource} wrote; undefined for anything else. */
export function parseFlagResource(ref: string): FlagResourceName | undefined {
  const match = /^([^/@]+)(?:\/([^/@]+))?(?:@([^/@]+))?$/.exec(ref);
  if (!match) {
    return undefined;
  }
  try {
    const [flagSet, flagKey, environment] = match
      .slice(1)
      .map(part => part && decodeURIComponent(part));
    return { flagSet, flagKey, environment };
  } catch {
    return undefined;
  }
}
