import type { ExternalFlag } from '@causeway/plugin-feature-flags-common';

/**
 * Copies a flag field by field.
 *
 * @remarks
 * Sources do the same with what they receive. A source that spreads a vendor's
 * object would pass the types, though, and send on whatever the vendor adds to it.
 */
export function copyExternalFlag(
  flag: ExternalFlag,
  source: string,
): ExternalFlag {
  return {
    source,
    key: flag.key,
    description: flag.description,
    environments: flag.environments.map(({ name, isEnabled, summary }) => ({
      name,
      isEnabled,
      summary,
    })),
    isStale: flag.isStale,
    createdAt: flag.createdAt,
    url:
      flag.url !== undefined && isWebAddress(flag.url) ? flag.url : undefined,
  };
}

// It becomes the target of a link, where `javascript:` would run.
function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
