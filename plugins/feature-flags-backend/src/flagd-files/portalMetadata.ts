import {
  flagKinds,
  type Flag,
  type FlagKind,
  type FlagMetadata,
  type Prerequisite,
  type Problem,
} from '@causeway/plugin-feature-flags-common';
import { reservedMetadataPrefix } from '../admission/admitFlag';
import { pointTo } from '../admission/pointer';

/** What the portal knows of a flag and flagd has no field for. */
type PortalFields = Pick<
  Flag,
  'kind' | 'description' | 'tags' | 'entityRef' | 'prerequisites'
>;

export type ReadPortalMetadata =
  | {
      /** Absent in a file that another tool wrote. */
      fields?: Omit<PortalFields, 'entityRef'> & { entityRef?: string };
      /** The rest, which is the author's own. */
      metadata: FlagMetadata;
    }
  | { problems: Problem[] };

/** Before the name of a segment, in the metadata of the file: its description. */
export const segmentMetadataPrefix = `${reservedMetadataPrefix}segment.`;

const names = {
  kind: `${reservedMetadataPrefix}kind`,
  description: `${reservedMetadataPrefix}description`,
  tags: `${reservedMetadataPrefix}tags`,
  entityRef: `${reservedMetadataPrefix}entityRef`,
  prerequisites: `${reservedMetadataPrefix}prerequisites`,
} as const;

/**
 * Carries the portal's fields in flagd's metadata, whose values have to be plain: lists are
 * JSON in a string.
 *
 * @remarks
 * The kind is always written. A flag that has it came from a portal, and what it does
 * not have is empty there; a flag without it says nothing of these fields.
 */
export const portalMetadata = {
  write(flag: PortalFields): FlagMetadata {
    return {
      [names.kind]: flag.kind,
      ...(flag.description === undefined
        ? {}
        : { [names.description]: flag.description }),
      ...(flag.tags.length > 0
        ? { [names.tags]: JSON.stringify(flag.tags) }
        : {}),
      [names.entityRef]: flag.entityRef,
      ...(flag.prerequisites.length > 0
        ? { [names.prerequisites]: JSON.stringify(flag.prerequisites) }
        : {}),
    };
  },

  read(all: FlagMetadata, pointer: string): ReadPortalMetadata {
    const known: string[] = Object.values(names);
    const entries = Object.entries(all);
    const strange = entries.filter(
      ([name]) =>
        name.startsWith(reservedMetadataPrefix) && !known.includes(name),
    );
    if (strange.length > 0) {
      return {
        problems: strange.map(([name]) => ({
          pointer: pointTo(pointer, name),
          message: `The portal has no field '${name}'.`,
        })),
      };
    }
    const metadata = Object.fromEntries(
      entries.filter(([name]) => !known.includes(name)),
    );
    if (!Object.hasOwn(all, names.kind)) {
      return { metadata };
    }
    return readFields(all, metadata, pointer);
  },
};

function readFields(
  all: FlagMetadata,
  metadata: FlagMetadata,
  pointer: string,
): ReadPortalMetadata {
  const kind = flagKinds.find(known => known === all[names.kind]);
  const description = all[names.description];
  const entityRef = all[names.entityRef];
  const tags = parseList(all[names.tags], isString);
  const prerequisites = parseList(all[names.prerequisites], isPrerequisite);
  const problems = [
    ...(kind ? [] : [fault(pointer, names.kind, listKinds())]),
    ...(isOptionalString(description)
      ? []
      : [fault(pointer, names.description, 'a text')]),
    ...(isOptionalString(entityRef)
      ? []
      : [fault(pointer, names.entityRef, 'the ref of an entity')]),
    ...(tags ? [] : [fault(pointer, names.tags, 'a list of texts, as JSON')]),
    ...(prerequisites
      ? []
      : [
          fault(
            pointer,
            names.prerequisites,
            'a list of prerequisites, as JSON',
          ),
        ]),
  ];
  return kind &&
    tags &&
    prerequisites &&
    isOptionalString(description) &&
    isOptionalString(entityRef)
    ? {
        fields: { kind, description, tags, entityRef, prerequisites },
        metadata,
      }
    : { problems };
}

function fault(pointer: string, name: string, expected: string): Problem {
  return {
    pointer: pointTo(pointer, name),
    message: `'${name}' is not ${expected}.`,
  };
}

function listKinds(): string {
  return `one of ${flagKinds.map((kind: FlagKind) => `'${kind}'`).join(', ')}`;
}

/** Undefined if it is no such list; an absent value is an empty one. */
function parseList<T>(
  value: unknown,
  isItem: (item: unknown) => item is T,
): T[] | undefined {
  if (value === undefined) {
    return [];
  }
  try {
    const list: unknown = JSON.parse(String(value));
    return Array.isArray(list) && list.every(isItem) ? list : undefined;
  } catch {
    return undefined;
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || isString(value);
}

function isPrerequisite(value: unknown): value is Prerequisite {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 2 &&
    'flagKey' in value &&
    isString(value.flagKey) &&
    'variants' in value &&
    Array.isArray(value.variants) &&
    value.variants.every(isString)
  );
}
