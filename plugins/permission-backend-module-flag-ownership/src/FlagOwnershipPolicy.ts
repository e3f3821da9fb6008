import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  flagCreatePermission,
  flagReadPermission,
  RESOURCE_TYPE_FLAG,
} from '@causeway/plugin-feature-flags-common';
import {
  createFlagConditionalDecision,
  flagConditions,
} from '@causeway/plugin-feature-flags-node';

/**
 * Allows everything, except that feature flags in production are changed by
 * their owners only.
 *
 * @remarks
 * What concerns no single environment, such as the variants of a flag or its
 * deletion, concerns production too. A new flag is off everywhere, so anybody
 * may create one; switching it on is asked for on its own.
 */
export class FlagOwnershipPolicy implements PermissionPolicy {
  readonly #openEnvironments: string[] | undefined;

  /** @param options.openEnvironments - where anybody may change flags; absent for everywhere */
  constructor(options: { openEnvironments: string[] | undefined }) {
    this.#openEnvironments = options.openEnvironments;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const environments = this.#openEnvironments;
    if (
      environments === undefined ||
      !isResourcePermission(permission, RESOURCE_TYPE_FLAG) ||
      isPermission(permission, flagReadPermission) ||
      isPermission(permission, flagCreatePermission)
    ) {
      return { result: AuthorizeResult.ALLOW };
    }
    return createFlagConditionalDecision(permission, {
      anyOf: [
        flagConditions.inEnvironment({ environments }),
        flagConditions.isFlagOwner({
          claims: user?.info.ownershipEntityRefs ?? [],
        }),
      ],
    });
  }
}
