import type {
  Environment,
  Flag,
  FlagEnvironment,
  FlagKind,
  FlagMetadata,
  FlagState,
  FlagType,
  FlagValue,
  Prerequisite,
  Targeting,
} from '@causeway/plugin-feature-flags-common';

export interface FlagRow {
  flag_set: string;
  key: string;
  type: FlagType;
  kind: FlagKind;
  description: string | null;
  tags: string[];
  entity_ref: string;
  variants: { [name: string]: FlagValue };
  prerequisites: Prerequisite[];
  metadata: FlagMetadata;
  revision: string;
  set_revision: string;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  updated_by: string;
  deleted_at: Date | null;
}

export interface FlagEnvironmentRow {
  flag_set: string;
  flag_key: string;
  environment: string;
  state: FlagState;
  default_variant: string | null;
  targeting: Targeting | null;
  updated_at: Date;
  updated_by: string;
}

/** A flag from its row and those of its environments. */
export function toFlag(
  row: FlagRow,
  settings: FlagEnvironmentRow[],
  environments: Environment[],
): Flag {
  return {
    flagSet: row.flag_set,
    key: row.key,
    type: row.type,
    kind: row.kind,
    description: row.description ?? undefined,
    tags: row.tags,
    entityRef: row.entity_ref,
    variants: row.variants,
    prerequisites: row.prerequisites,
    metadata: row.metadata,
    environments: Object.fromEntries(
      environments.map(({ name }) => [
        name,
        toFlagEnvironment(
          row,
          settings.find(({ environment }) => environment === name),
        ),
      ]),
    ),
    revision: Number(row.revision),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}

/** An environment that was configured after the flag was made starts disabled. */
function toFlagEnvironment(
  flag: FlagRow,
  row: FlagEnvironmentRow | undefined,
): FlagEnvironment {
  return row
    ? {
        state: row.state,
        defaultVariant: row.default_variant ?? undefined,
        targeting: row.targeting ?? undefined,
        updatedAt: row.updated_at.toISOString(),
        updatedBy: row.updated_by,
      }
    : {
        state: 'DISABLED',
        updatedAt: flag.created_at.toISOString(),
        updatedBy: flag.created_by,
      };
}
