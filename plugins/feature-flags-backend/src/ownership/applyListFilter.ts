import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import type { FlagFilter } from '@causeway/plugin-feature-flags-node';
import type { Knex } from 'knex';
import type { ListFilter } from './FlagAuthorizer';

/** Narrows a query over rows with an `entity_ref` to what the caller may see. */
export function applyListFilter(
  query: Knex.QueryBuilder,
  filter: ListFilter,
  entityRefColumn: string,
): void {
  if (filter.result === 'none') {
    query.whereRaw('false');
  } else if (filter.result === 'some') {
    const { criteria } = filter;
    query.where(where => applyCriteria(where, criteria, entityRefColumn));
  }
}

function applyCriteria(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<FlagFilter>,
  column: string,
): void {
  if (isAndCriteria(criteria)) {
    for (const part of criteria.allOf) {
      query.andWhere(where => applyCriteria(where, part, column));
    }
  } else if (isOrCriteria(criteria)) {
    for (const part of criteria.anyOf) {
      query.orWhere(where => applyCriteria(where, part, column));
    }
  } else if (isNotCriteria(criteria)) {
    query.whereNot(where => applyCriteria(where, criteria.not, column));
  } else if (criteria.key === 'ownerRefs') {
    query.whereIn(column, owned =>
      owned
        .from('entity_owners')
        .select('entity_ref')
        .whereRaw('owner_refs && ?::text[]', [criteria.values]),
    );
  } else {
    // A list shows flags in all their environments, which a rule for some of them does not allow.
    query.whereRaw('false');
  }
}
