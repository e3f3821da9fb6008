import type { Entity } from '@backstage/catalog-model';
import type { Fact } from '@causeway/plugin-scorecard-common';
import { createHash } from 'node:crypto';
import { canonicalJson } from '@causeway/backend-common';

/**
 * Hash of an entity.
 *
 * @remarks
 * The catalog's etag covers relations and status too, because the catalog sets it when
 * it stitches; an etag that a provider set itself does not, so relations are added.
 */
export function hashEntity(entity: Entity): string {
  const { etag } = entity.metadata;
  return digest(
    etag
      ? `${etag}\n${JSON.stringify(entity.relations ?? [])}`
      : canonicalJson(entity),
  );
}

/** Hash of facts; when and by whom they were given is no part of it. */
export function hashFacts(
  factRefs: readonly string[],
  facts: ReadonlyMap<string, Fact>,
): string {
  if (factRefs.length === 0) {
    return '';
  }
  return digest(
    factRefs
      .map(factRef => {
        const fact = facts.get(factRef);
        return fact?.status === 'known'
          ? `k${canonicalJson(fact.value)}`
          : fact?.status ?? 'none';
      })
      .join('\n'),
  );
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('base64').slice(0, 16);
}
