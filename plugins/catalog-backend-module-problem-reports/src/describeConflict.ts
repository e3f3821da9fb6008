import { toPath } from './findDanglingOwners';
import { CatalogProblem } from './ProblemReporter';

/**
 * Describes what the catalog publishes on its topic for conflicts.
 *
 * @returns nothing for a payload of another form, which later versions may send
 */
export function describeConflict(payload: unknown): CatalogProblem[] {
  if (!isConflict(payload)) {
    return [];
  }
  const { entityRef, existingLocationKey, newLocationKey } = payload;
  return [
    {
      title: `Two files claim the name ${entityRef}`,
      description: `${entityRef} of ${toFile(
        newLocationKey,
      )} is in conflict with ${toFile(
        existingLocationKey,
      )}, which claimed the name first. Rename one of them.`,
      link: toPath(entityRef),
    },
  ];
}

interface Conflict {
  entityRef: string;
  existingLocationKey: string;
  newLocationKey: string;
}

function isConflict(payload: unknown): payload is Conflict {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    ['entityRef', 'existingLocationKey', 'newLocationKey'].every(
      key => key in payload && typeof Reflect.get(payload, key) === 'string',
    )
  );
}

function toFile(locationKey: string): string {
  return locationKey.replace(/^(url|file):/, '');
}
