import type { IndexableDocument } from '@backstage/plugin-search-common';
import {
  getFlagPath,
  stringifyFlagResource,
  type Flag,
} from '@causeway/plugin-feature-flags-common';

/**
 * A flag in the search.
 *
 * @public
 */
export interface FlagDocument extends IndexableDocument {
  flagSet: string;
  key: string;
  kind: string;
  tags: string[];
  /** The entity that the flag was made for. */
  entityRef: string;
  /** Refs of the owners of that entity. */
  ownerRefs: string[];
  /** The environments in which the flag is enabled. */
  environmentsOn: string[];
}

/** Turns a flag into its search document. Values and rules stay out of the index. */
export function toFlagDocument(flag: Flag, ownerRefs: string[]): FlagDocument {
  const { flagSet, key, kind, tags, entityRef, description } = flag;
  const environmentsOn = Object.entries(flag.environments)
    .filter(([, { state }]) => state === 'ENABLED')
    .map(([name]) => name);
  return {
    title: key,
    text: [
      description ?? '',
      `Flag set: ${flagSet}`,
      `Kind: ${kind}`,
      `For: ${withoutKind(entityRef)}`,
      ownerRefs.length > 0
        ? `Owner: ${ownerRefs.map(withoutKind).join(', ')}`
        : '',
      tags.length > 0 ? `Tags: ${tags.join(', ')}` : '',
      environmentsOn.length > 0
        ? `On in: ${environmentsOn.join(', ')}`
        : 'Off everywhere',
    ]
      .filter(Boolean)
      .join(' · '),
    location: getFlagPath({ flagSet, key }),
    authorization: {
      resourceRef: stringifyFlagResource({ flagSet, flagKey: key }),
    },
    flagSet,
    key,
    kind,
    tags,
    entityRef,
    ownerRefs,
    environmentsOn,
  };
}

// `group:default/payments-team` would be indexed as one word, which nobody types.
function withoutKind(ref: string): string {
  return ref.replace(/^.*[:/]/, '');
}
