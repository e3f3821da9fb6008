import { Config } from '@backstage/config';
import { JsonValue } from '@backstage/types';

/** The location types that the catalog no longer reads by itself. */
const legacyLocationTypes = ['github-discovery', 'github-org'] as const;

/**
 * One entry of `catalog.locations` with a type of the past.
 *
 * @public
 */
export interface LegacyGithubLocation {
  type: (typeof legacyLocationTypes)[number];
  target: string;
  /** The `rules` of the entry, as they are written. */
  rules?: { allow: JsonValue }[];
}

/** Reads the entries of `catalog.locations` that have a type of the past. */
export function readLegacyGithubLocations(
  config: Config,
): LegacyGithubLocation[] {
  const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
  return locations.flatMap(location => {
    const type = legacyLocationTypes.find(
      legacyType => legacyType === location.getString('type'),
    );
    if (!type) {
      return [];
    }
    const rules = location
      .getOptionalConfigArray('rules')
      ?.map(rule => ({ allow: rule.get('allow') }));
    return [
      {
        type,
        target: location.getString('target'),
        ...(rules ? { rules } : {}),
      },
    ];
  });
}
