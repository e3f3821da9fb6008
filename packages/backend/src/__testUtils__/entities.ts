import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';

export function createEntity(
  kind: string,
  name: string,
  spec: JsonObject,
): Entity {
  const location = `url:${originOf(name)}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      annotations: {
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
      },
    },
    spec,
  };
}

export function createGroup(name: string, spec: JsonObject = {}): Entity {
  return createEntity('Group', name, { type: 'team', children: [], ...spec });
}

export function createTemplate(
  name: string,
  options: { steps: JsonObject[]; annotations?: Record<string, string> },
): Entity {
  const entity = createEntity('Template', name, {
    type: 'service',
    owner: 'platform-team',
    steps: options.steps,
  });
  return {
    ...entity,
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    metadata: {
      ...entity.metadata,
      annotations: { ...entity.metadata.annotations, ...options.annotations },
    },
  };
}

/** The file that a team's component comes from. */
export function originOf(name: string): string {
  return `https://example.com/${name.replace(/-service$/, '-file')}.yaml`;
}
