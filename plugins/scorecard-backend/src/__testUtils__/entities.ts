import type { Entity } from '@backstage/catalog-model';

/** A component as the catalog serves it. */
export function component(
  name: string,
  options: {
    owner?: string;
    system?: string;
    description?: string;
    tags?: string[];
    annotations?: { [key: string]: string };
    lifecycle?: string;
    title?: string;
  } = {},
): Entity {
  const { owner, system, lifecycle = 'production', ...metadata } = options;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { type: 'service', lifecycle, ...(owner && { owner }) },
    relations: [
      ...(owner ? [{ type: 'ownedBy', targetRef: owner }] : []),
      ...(system ? [{ type: 'partOf', targetRef: system }] : []),
    ],
  };
}
