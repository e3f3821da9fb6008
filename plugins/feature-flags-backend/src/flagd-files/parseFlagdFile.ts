import type {
  FlagMetadata,
  FlagState,
  FlagType,
  FlagValue,
  Problem,
  Targeting,
} from '@causeway/plugin-feature-flags-common';
import { findJsonProblems } from '../admission/findJsonProblems';
import { findFlagSchemaProblems } from '../admission/flagdSchema';
import { findNameProblems } from '../admission/names';
import { pointTo } from '../admission/pointer';
import {
  portalMetadata,
  segmentMetadataPrefix,
  type ReadPortalMetadata,
} from './portalMetadata';

/** One flag of a flagd file. */
export interface FileFlag {
  key: string;
  /** Where it stands in the file. */
  pointer: string;
  type: FlagType;
  state: FlagState;
  defaultVariant?: string;
  targeting?: Targeting;
  variants: { [name: string]: FlagValue };
  metadata: FlagMetadata;
  fields?: Extract<ReadPortalMetadata, { metadata: FlagMetadata }>['fields'];
}

export interface FileSegment {
  name: string;
  pointer: string;
  description?: string;
  targeting: Targeting;
}

type RefusedPart = Problem & { key: string };

export interface ParsedFlagdFile {
  flags: FileFlag[];
  segments: FileSegment[];
  refused: RefusedPart[];
}

type JsonRecord = { [name: string]: unknown };

const fileFields = new Set(['$schema', 'metadata', 'flags', '$evaluators']);
const flagFields = new Set([
  'key',
  'state',
  'variants',
  'defaultVariant',
  'targeting',
  'metadata',
]);
/** Of the metadata of a file; both follow from where it is imported to. */
const knownFileMetadata = new Set(['flagSetId', 'version']);

/** Takes a flagd file apart; a flag that cannot be read is refused alone. */
export function parseFlagdFile(file: JsonRecord): ParsedFlagdFile {
  const metadata = isRecord(file.metadata) ? file.metadata : {};
  const refused: RefusedPart[] = [
    ...refuseUnknown(file, fileFields, '').map(problem => ({
      key: '',
      ...problem,
    })),
    ...Object.keys(metadata)
      .filter(
        name =>
          !knownFileMetadata.has(name) &&
          !name.startsWith(segmentMetadataPrefix),
      )
      .map(name => ({
        key: '',
        pointer: pointTo('/metadata', name),
        message: `A flag set has no metadata of its own, so '${name}' was left out.`,
      })),
  ];
  const flags: FileFlag[] = [];
  for (const [key, flag, pointer] of listFlags(file.flags, refused)) {
    const parsed = parseFlag(key, flag, pointer);
    if ('problems' in parsed) {
      refused.push(...parsed.problems.map(problem => ({ key, ...problem })));
    } else {
      flags.push(parsed);
    }
  }
  const evaluators = isRecord(file.$evaluators) ? file.$evaluators : {};
  const segments = Object.entries(evaluators).flatMap(([name, targeting]) => {
    const pointer = pointTo('/$evaluators', name);
    const description = metadata[`${segmentMetadataPrefix}${name}`];
    if (!isRecord(targeting)) {
      refused.push({
        key: `$evaluators/${name}`,
        pointer,
        message: 'A segment is a rule, which is an object.',
      });
      return [];
    }
    return [
      {
        name,
        pointer,
        targeting,
        description: typeof description === 'string' ? description : undefined,
      },
    ];
  });
  return { flags, segments, refused };
}

/** A file has its flags by key, or, for a running flagd, as a list of objects with keys. */
function listFlags(
  flags: unknown,
  refused: RefusedPart[],
): Array<[key: string, flag: JsonRecord, pointer: string]> {
  const entries = Array.isArray(flags)
    ? flags.map((flag: unknown, index): [unknown, unknown, string] => [
        isRecord(flag) ? flag.key : undefined,
        flag,
        pointTo('/flags', index),
      ])
    : Object.entries(isRecord(flags) ? flags : {}).map(
        ([key, flag]): [unknown, unknown, string] => [
          key,
          flag,
          pointTo('/flags', key),
        ],
      );
  if (!Array.isArray(flags) && !isRecord(flags)) {
    refused.push({
      key: '',
      pointer: '/flags',
      message: "The file has no 'flags'.",
    });
  }
  const seen = new Set<string>();
  return entries.flatMap(
    ([key, flag, pointer]): Array<[string, JsonRecord, string]> => {
      if (typeof key !== 'string' || !isRecord(flag)) {
        refused.push({
          key: typeof key === 'string' ? key : '',
          pointer,
          message: 'A flag is an object with a key.',
        });
        return [];
      }
      if (seen.has(key)) {
        refused.push({
          key,
          pointer,
          message: `The flag '${key}' stands in the file twice.`,
        });
        return [];
      }
      seen.add(key);
      return [[key, flag, pointer]];
    },
  );
}

function parseFlag(
  key: string,
  flag: JsonRecord,
  pointer: string,
): FileFlag | { problems: Problem[] } {
  const variants = isRecord(flag.variants) ? flag.variants : {};
  // What the schema walks recursively has to be flat enough first.
  const limits = [
    ...findNameProblems('The key of the flag', key, pointer),
    ...refuseUnknown(flag, flagFields, pointer),
    ...findJsonProblems(flag.targeting ?? {}, `${pointer}/targeting`),
    ...findJsonProblems(flag.metadata ?? {}, `${pointer}/metadata`),
    ...Object.entries(variants).flatMap(([name, value]) =>
      findJsonProblems(value, pointTo(`${pointer}/variants`, name)),
    ),
  ];
  const problems =
    limits.length > 0 ? limits : findFlagSchemaProblems(flag, pointer);
  if (problems.length > 0 || !isFlagdFlag(flag)) {
    return { problems };
  }
  const read = portalMetadata.read(flag.metadata ?? {}, `${pointer}/metadata`);
  if ('problems' in read) {
    return read;
  }
  const [firstValue] = Object.values(flag.variants);
  return {
    key,
    pointer,
    type: getFlagType(firstValue),
    state: flag.state,
    defaultVariant: flag.defaultVariant ?? undefined,
    targeting: flag.targeting,
    variants: flag.variants,
    ...read,
  };
}

interface FlagdFlag {
  state: FlagState;
  variants: { [name: string]: FlagValue };
  defaultVariant?: string | null;
  targeting?: Targeting;
  metadata?: FlagMetadata;
}

/** The schema has checked all but the combination. */
function isFlagdFlag(flag: object): flag is FlagdFlag {
  return 'state' in flag && 'variants' in flag;
}

function getFlagType(value: FlagValue): FlagType {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    default:
      return 'object';
  }
}

function refuseUnknown(
  value: JsonRecord,
  known: ReadonlySet<string>,
  pointer: string,
): Problem[] {
  return Object.keys(value)
    .filter(name => !known.has(name))
    .map(name => ({
      pointer: pointTo(pointer, name),
      message: `flagd's format has no field '${name}', so it would be lost.`,
    }));
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
