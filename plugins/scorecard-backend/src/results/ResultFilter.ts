import type { VisibleRefs } from '@causeway/backend-common';
import type { Knex } from 'knex';

/** Which results of a scorecard are meant. */
export interface ResultFilter {
  visible: VisibleRefs;
  /** Refs of owners; the empty text is for entities without one. */
  owners?: readonly string[];
  /** Refs of systems; the empty text is for entities without one. */
  systems?: readonly string[];
  kind?: string;
  type?: string;
  tag?: string;
  /** 0 below the lowest, else the position of the level counted from 1. */
  level?: number;
  /** Part of the ref or of the title. */
  query?: string;
}

/** A part of an SQL statement. */
export interface SqlPart {
  sql: string;
  bindings: Knex.RawBinding[];
}

/** The condition for rows of `entity_results`, which the statement names `r`. */
export function toCondition(filter: ResultFilter): SqlPart {
  const parts: SqlPart[] = [{ sql: 'true', bindings: [] }];
  const add = (sql: string, ...bindings: Knex.RawBinding[]) =>
    parts.push({ sql, bindings });

  if (filter.visible !== 'all') {
    add('r.entity_ref = any(?::text[])', [...filter.visible]);
  }
  if (filter.owners) {
    parts.push(isAmong('r.owner_ref', filter.owners));
  }
  if (filter.systems) {
    parts.push(isAmong('r.system_ref', filter.systems));
  }
  if (filter.kind !== undefined) {
    add('r.kind = ?', filter.kind.toLocaleLowerCase('en-US'));
  }
  if (filter.type !== undefined) {
    add('r.entity_type = ?', filter.type);
  }
  if (filter.tag !== undefined) {
    add('? = any(r.tags)', filter.tag);
  }
  if (filter.level !== undefined) {
    add('r.level = ?', filter.level);
  }
  if (filter.query !== undefined) {
    const pattern = `%${filter.query.replace(/[\\%_]/g, '\\$&')}%`;
    add('(r.entity_ref ilike ? or r.title ilike ?)', pattern, pattern);
  }
  return {
    sql: parts.map(({ sql }) => sql).join(' and '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

/** Whether owners alone decide, so that what is kept by owner can be used. */
export function isByOwner({
  visible,
  owners: _,
  ...rest
}: ResultFilter): boolean {
  return (
    visible === 'all' && Object.values(rest).every(value => value === undefined)
  );
}

/** The empty text among the values means null. */
export function isAmong(column: string, values: readonly string[]): SqlPart {
  const named = values.filter(value => value !== '');
  return {
    sql:
      named.length < values.length
        ? `(${column} = any(?::text[]) or ${column} is null)`
        : `${column} = any(?::text[])`,
    bindings: [named],
  };
}
