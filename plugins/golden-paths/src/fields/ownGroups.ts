import {
  RELATION_CHILD_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogApi } from '@backstage/plugin-catalog-react';

/** Groups that somebody belongs to, by what they own things through, and the groups above those. */
export async function findOwnGroups(
  catalogApi: Pick<CatalogApi, 'getEntitiesByRefs'>,
  ownershipRefs: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  let next = ownershipRefs.filter(ref => ref.startsWith('group:'));
  while (next.length > 0) {
    next.forEach(ref => found.add(ref));
    const { items } = await catalogApi.getEntitiesByRefs({
      entityRefs: next,
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
    });
    const above = items.flatMap(group => group?.relations ?? []);
    next = [
      ...new Set(
        above
          .filter(({ type }) => type === RELATION_CHILD_OF)
          .map(({ targetRef }) => targetRef)
          // Groups may be above each other in a circle.
          .filter(ref => !found.has(ref)),
      ),
    ];
  }
  return found;
}

export interface OwnerOption {
  value: string;
  label: string;
}

/** Options by name, told apart where two have the same. */
export function toOwnerOptions(entities: readonly Entity[]): OwnerOption[] {
  const options = entities.map(entity => ({
    value: stringifyEntityRef(entity),
    label: readTitle(entity),
  }));
  const counts = new Map<string, number>();
  options.forEach(({ label }) =>
    counts.set(label, (counts.get(label) ?? 0) + 1),
  );
  return options
    .map(option => ({
      ...option,
      label:
        (counts.get(option.label) ?? 0) > 1
          ? `${option.label} (${option.value})`
          : option.label,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function readTitle({ metadata, spec }: Entity): string {
  const profile = spec?.profile;
  const displayName =
    typeof profile === 'object' && profile && !Array.isArray(profile)
      ? profile.displayName
      : undefined;
  return typeof displayName === 'string' && displayName
    ? displayName
    : metadata.title ?? metadata.name;
}
