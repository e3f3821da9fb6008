import type {
  FlagKind,
  FlagState,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { decodeCursor } from '@causeway/backend-common';
import { applyListFilter } from '../ownership/applyListFilter';
import type { ListFilter } from '../ownership/FlagAuthorizer';

export interface ListFlagsOptions {
  filter: ListFilter;
  flagSet?: string;
  entityRef?: string;
  ownerRef?: string;
  kind?: FlagKind;
  tag?: string;
  /** With `state`, the environment in which the flag has it; alone, no condition. */
  environment?: string;
  state?: FlagState;
  /** Part of the key or of the description. */
  query?: string;
  limit: number;
  cursor?: string;
}

/** Asks for the rows of one page, and for one more that tells whether there is another. */
export function createFlagListQuery(
  db: Knex,
  options: ListFlagsOptions,
): Knex.QueryBuilder {
  const { flagSet, entityRef, ownerRef, kind, tag } = options;
  const { environment, state, query: text, limit, cursor } = options;
  const query = db('flags')
    .whereNull('deleted_at')
    .orderBy([{ column: 'flag_set' }, { column: 'key' }])
    .limit(limit + 1);
  applyListFilter(query, options.filter, 'entity_ref');
  if (flagSet !== undefined) {
    query.where({ flag_set: flagSet });
  }
  if (entityRef !== undefined) {
    query.where({ entity_ref: entityRef });
  }
  if (kind !== undefined) {
    query.where({ kind });
  }
  if (tag !== undefined) {
    query.whereRaw('? = ANY(tags)', [tag]);
  }
  if (text !== undefined) {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    query.where(either =>
      either.whereILike('key', pattern).orWhereILike('description', pattern),
    );
  }
  if (ownerRef !== undefined) {
    applyListFilter(
      query,
      {
        result: 'some',
        criteria: { key: 'ownerRefs', values: [ownerRef] },
      },
      'entity_ref',
    );
  }
  if (state !== undefined) {
    query.whereExists(exists => {
      exists
        .from('flag_environments')
        .select(db.raw('1'))
        .whereRaw('flag_environments.flag_set = flags.flag_set')
        .whereRaw('flag_environments.flag_key = flags.key')
        .where({ state });
      if (environment !== undefined) {
        exists.where({ environment });
      }
    });
  }
  if (cursor !== undefined) {
    query.whereRaw('(flag_set, key) > (?, ?)', decodeCursor(cursor, 2));
  }
  return query;
}
