import type {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
} from '@backstage/plugin-permission-node';
import {
  flagCreatePermission,
  flagDeletePermission,
  flagReadPermission,
  flagTogglePermission,
  flagUpdatePermission,
  keyManagePermission,
  type FlagResourceName,
  type RESOURCE_TYPE_FLAG,
} from '@causeway/plugin-feature-flags-common';
import {
  flagResourceRef,
  type FlagFilter,
} from '@causeway/plugin-feature-flags-node';
import type { EntityOwners } from './EntityOwners';

export type FlagPermission = ResourcePermission<typeof RESOURCE_TYPE_FLAG>;

/** Something that is about to happen, to ask for. */
export interface FlagAccess {
  permission: FlagPermission;
  resource: FlagResourceName;
  /** The entity of the flag, or of the flag set where there is no single flag. */
  entityRef: string;
}

/** What a caller may see of a list. */
export type ListFilter =
  | { result: 'all' }
  | { result: 'none' }
  | { result: 'some'; criteria: PermissionCriteria<FlagFilter> };

const verbs = new Map<FlagPermission, string>([
  [flagReadPermission, 'read'],
  [flagCreatePermission, 'create flags in'],
  [flagTogglePermission, 'switch'],
  [flagUpdatePermission, 'change'],
  [flagDeletePermission, 'delete'],
  [keyManagePermission, 'manage the environment keys of'],
]);

/** Asks the permission policy, and applies its conditions to what the catalog says of ownership. */
export class FlagAuthorizer {
  readonly #permissions: PermissionsService;
  readonly #permissionsRegistry: PermissionsRegistryService;
  readonly #owners: EntityOwners;

  constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
    owners: EntityOwners;
  }) {
    this.#permissions = options.permissions;
    this.#permissionsRegistry = options.permissionsRegistry;
    this.#owners = options.owners;
  }

  /**
   * Lets pass what is allowed in all its parts.
   *
   * @remarks
   * Conditions are applied here and not through the ref of a resource, because what is
   * asked for may not exist yet: a new flag set, or a flag with another entity.
   *
   * @throws NotAllowedError naming the first part that is refused
   */
  async authorize(
    accesses: FlagAccess[],
    credentials: BackstageCredentials,
  ): Promise<void> {
    if (accesses.length === 0) {
      return;
    }
    const permissions = [...new Set(accesses.map(item => item.permission))];
    const decisions = await this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
    const isConditional = decisions.some(
      ({ result }) => result === AuthorizeResult.CONDITIONAL,
    );
    const owners = isConditional
      ? await this.#owners.resolve(accesses.map(item => item.entityRef))
      : new Map<string, string[]>();
    const isAllowed = createConditionAuthorizer(
      this.#permissionsRegistry.getPermissionRuleset(flagResourceRef),
    );

    for (const { permission, resource, entityRef } of accesses) {
      const decision = decisions[permissions.indexOf(permission)];
      const ownerRefs = owners.get(entityRef) ?? [];
      if (!isAllowed(decision, { ...resource, ownerRefs })) {
        throw new NotAllowedError(describeRefusal(permission, resource));
      }
    }
  }

  async getReadFilter(credentials: BackstageCredentials): Promise<ListFilter> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: flagReadPermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW
        ? { result: 'all' }
        : { result: 'none' };
    }
    const toCriteria = createConditionTransformer(
      this.#permissionsRegistry.getPermissionRuleset(flagResourceRef),
    );
    return { result: 'some', criteria: toCriteria(decision.conditions) };
  }
}

function describeRefusal(
  permission: FlagPermission,
  { flagSet, flagKey, environment }: FlagResourceName,
): string {
  const what =
    flagKey === undefined ? `flag set '${flagSet}'` : `flag '${flagKey}'`;
  const where = environment === undefined ? '' : ` in '${environment}'`;
  return `You are not allowed to ${verbs.get(permission)} ${what}${where}`;
}
