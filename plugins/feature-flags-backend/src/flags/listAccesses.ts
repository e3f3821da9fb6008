import {
  flagCreatePermission,
  flagReadPermission,
  flagTogglePermission,
  flagUpdatePermission,
  type Flag,
  type FlagSet,
} from '@causeway/plugin-feature-flags-common';
import type { FlagAccess } from '../ownership/FlagAuthorizer';
import {
  isSame,
  toDefinition,
  type EnvironmentContent,
  type FlagContent,
} from './flagContent';

const untouched: EnvironmentContent = { state: 'DISABLED' };

/**
 * What someone needs to be allowed to, to turn one version of a flag into another.
 *
 * @remarks
 * Every way to change a flag (an edit, a restore, an import) asks through this, so
 * that none of them is a way around a policy that guards one environment.
 */
export function listAccesses(
  set: FlagSet,
  before: Flag | undefined,
  after: FlagContent,
): FlagAccess[] {
  const flag = { flagSet: after.flagSet, flagKey: after.key };
  // A new flag is not yet its entity's; who may make it is the owner of the set.
  const entityRef = before?.entityRef ?? set.entityRef;
  const accesses: FlagAccess[] = [];
  if (!before) {
    accesses.push({
      permission: flagCreatePermission,
      resource: { flagSet: set.name },
      entityRef,
    });
  } else {
    // The answer shows the flag, also where nothing changes.
    accesses.push({
      permission: flagReadPermission,
      resource: flag,
      entityRef,
    });
  }
  if (before && !isSame(toDefinition(before), toDefinition(after))) {
    accesses.push({
      permission: flagUpdatePermission,
      resource: flag,
      entityRef,
    });
    if (before.entityRef !== after.entityRef) {
      accesses.push({
        permission: flagUpdatePermission,
        resource: flag,
        entityRef: after.entityRef,
      });
    }
  }
  for (const [environment, content] of Object.entries(after.environments)) {
    const old = before?.environments[environment] ?? untouched;
    const resource = { ...flag, environment };
    if (!isSame(old.targeting, content.targeting)) {
      accesses.push({ permission: flagUpdatePermission, resource, entityRef });
    }
    const isDefaultSet =
      old.defaultVariant !== content.defaultVariant &&
      (before !== undefined || content.state === 'ENABLED');
    if (old.state !== content.state || isDefaultSet) {
      accesses.push({ permission: flagTogglePermission, resource, entityRef });
    }
  }
  return accesses;
}
