import type { Entity } from '@backstage/catalog-model';
import { isSafeHref } from './isSafeHref';

/** The first link of an entity that leads to a runbook. */
export function findRunbookLink(
  entity: Entity,
): { url: string; title: string } | undefined {
  const link = entity.metadata.links?.find(
    ({ type, title, url }) =>
      (type?.toLowerCase() === 'runbook' || /runbook/i.test(title ?? '')) &&
      isSafeHref(url),
  );
  return link && { url: link.url, title: link.title ?? link.url };
}
