import type { Entity } from '@backstage/catalog-model';
import { isHttpUrl } from './httpUrl';

const pagerDutyServiceAnnotation = 'pagerduty.com/service-id';

/** The PagerDuty service that pages for an entity. */
export function getOnCallService(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[pagerDutyServiceAnnotation];
}

/** The first web link of type `runbook`. */
export function getRunbook(
  entity: Entity,
): { url: string; title: string } | undefined {
  const link = entity.metadata.links?.find(
    ({ type, url }) => type === 'runbook' && isHttpUrl(url),
  );
  return link && { url: link.url, title: link.title ?? link.url };
}
