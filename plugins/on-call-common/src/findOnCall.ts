import type { Entity } from '@backstage/catalog-model';

// Annotations that hold a key, such as pagerduty.com/integration-key, are never read:
// who has such a key can raise incidents.
const onCallAnnotations = [
  { annotation: 'pagerduty.com/service-id', product: 'PagerDuty' },
  { annotation: 'opsgenie.com/component-selector', product: 'Opsgenie' },
  { annotation: 'opsgenie.com/team', product: 'Opsgenie' },
  { annotation: 'splunk.com/on-call-team', product: 'Splunk On-Call' },
];

/** The annotations that say who is on call for an entity, in the order in which they are asked. */
export function listOnCallAnnotations(entity: Entity): {
  [annotation: string]: string;
} {
  return Object.fromEntries(
    onCallAnnotations.flatMap(({ annotation }) => {
      const value = entity.metadata.annotations?.[annotation]?.trim();
      return value ? [[annotation, value]] : [];
    }),
  );
}

/** Names the on-call product of an entity and its id there, such as `PagerDuty P1234AB`. */
export function findOnCall(entity: Entity): string | undefined {
  for (const { annotation, product } of onCallAnnotations) {
    const value = entity.metadata.annotations?.[annotation]?.trim();
    if (value) {
      return `${product} ${value}`;
    }
  }
  return undefined;
}
