import type {
  FlagMetadata,
  FlagState,
  FlagValue,
  Prerequisite,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import type {
  EnvironmentContent,
  FlagContent,
  FlagSetChange,
} from './FlagSetContent';

interface FlagRow {
  key: string;
  variants: { [name: string]: FlagValue };
  prerequisites: Prerequisite[];
  metadata: FlagMetadata;
  deleted_at: Date | null;
}

interface FlagEnvironmentRow {
  flag_key: string;
  environment: string;
  state: FlagState;
  default_variant: string | null;
  targeting: unknown;
}

interface SegmentRow {
  name: string;
  targeting: unknown;
  deleted_at: Date | null;
}

/** Reads what is needed to evaluate flags. */
export class DatabaseFlagSetReader {
  constructor(private readonly database: Knex) {}

  /** Revisions of all flag sets by name. */
  async readRevisions(): Promise<Map<string, number>> {
    const rows = await this.database('flag_sets')
      .whereNull('deleted_at')
      .orderBy('name')
      .select<{ name: string; revision: string }[]>('name', 'revision');
    return new Map(rows.map(row => [row.name, Number(row.revision)]));
  }

  /**
   * Reads what changed after a revision.
   *
   * @param known - nothing reads the whole set
   * @returns undefined if there is no such set
   */
  async readChange(
    name: string,
    known: number | undefined,
  ): Promise<FlagSetChange | undefined> {
    return await this.database.transaction(
      async transaction => {
        const set = await transaction('flag_sets')
          .where({ name })
          .whereNull('deleted_at')
          .first<{ entity_ref: string; revision: string } | undefined>(
            'entity_ref',
            'revision',
          );
        if (!set) {
          return undefined;
        }
        const revision = Number(set.revision);
        // A database that was put back to an earlier state counts the same numbers again.
        const isComplete = known === undefined || known > revision;
        const since = isComplete ? -1 : known;
        const flags = await readFlags(transaction, name, since);
        const segments = await transaction('segments')
          .where({ flag_set: name })
          .where('set_revision', '>', since)
          .orderBy('name')
          .select<SegmentRow[]>('name', 'targeting', 'deleted_at');
        return {
          name,
          entityRef: set.entity_ref,
          revision,
          isComplete,
          ...flags,
          segments: segments
            .filter(row => !row.deleted_at)
            .map(row => ({ name: row.name, targeting: row.targeting })),
          removedSegments: segments
            .filter(row => row.deleted_at)
            .map(row => row.name),
        };
      },
      // All tables as of one moment, so that the revision says what was read.
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }
}

async function readFlags(
  transaction: Knex.Transaction,
  flagSet: string,
  since: number,
): Promise<{ flags: FlagContent[]; removedFlags: string[] }> {
  const rows = await transaction('flags')
    .where({ flag_set: flagSet })
    .where('set_revision', '>', since)
    .orderBy('key')
    .select<FlagRow[]>(
      'key',
      'variants',
      'prerequisites',
      'metadata',
      'deleted_at',
    );
  const environmentRows = await transaction('flag_environments')
    .join('flags', {
      'flags.flag_set': 'flag_environments.flag_set',
      'flags.key': 'flag_environments.flag_key',
    })
    .where('flags.flag_set', flagSet)
    .where('flags.set_revision', '>', since)
    .whereNull('flags.deleted_at')
    .orderBy(['flag_environments.flag_key', 'flag_environments.environment'])
    .select<FlagEnvironmentRow[]>(
      'flag_environments.flag_key',
      'flag_environments.environment',
      'flag_environments.state',
      'flag_environments.default_variant',
      'flag_environments.targeting',
    );
  const environments = new Map<
    string,
    { [environment: string]: EnvironmentContent }
  >();
  for (const row of environmentRows) {
    environments.set(row.flag_key, {
      ...environments.get(row.flag_key),
      [row.environment]: {
        state: row.state,
        defaultVariant: row.default_variant ?? undefined,
        targeting: row.targeting ?? undefined,
      },
    });
  }
  return {
    flags: rows
      .filter(row => !row.deleted_at)
      .map(row => ({
        key: row.key,
        variants: row.variants,
        prerequisites: row.prerequisites,
        metadata: row.metadata,
        environments: environments.get(row.key) ?? {},
      })),
    removedFlags: rows.filter(row => row.deleted_at).map(row => row.key),
  };
}
