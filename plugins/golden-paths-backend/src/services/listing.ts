import { decodeCursor, type VisibleRefs } from '@causeway/backend-common';
import type { Knex } from 'knex';

/** Leaves out what the reader may not see. */
export function limitToVisible(
  builder: Knex.QueryBuilder,
  column: 's.entity_ref' | 't.template_ref',
  visible: VisibleRefs,
): void {
  if (visible !== 'all') {
    builder.whereRaw(`${column} = any(?::text[])`, [[...visible]]);
  }
}

/** Where the next page begins, in a list by a key and then the ref. */
export function readPosition(
  cursor: string | undefined,
): { key: string; ref: string } | undefined {
  const parts = decodeCursor(cursor, 2);
  return parts && { key: parts[0], ref: parts[1] };
}
