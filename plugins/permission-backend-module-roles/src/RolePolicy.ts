import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type Permission,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import type { ConditionContext } from './condition/vocabularies';
import type { GroupTree } from './GroupTree';
import type { LimitedEntities } from './LimitedEntities';
import { knownPermissions } from './table/knownPermissions';
import type { PolicyRow, PolicyTable } from './table/PolicyTable';

type Criteria = PermissionCriteria<PermissionCondition>;

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Decides by the table of roles: what a line allows and no line denies. What no line mentions is
 * denied.
 */
export class RolePolicy implements PermissionPolicy {
  readonly #table: PolicyTable;
  readonly #groups: Pick<GroupTree, 'addAncestors'>;
  readonly #limited: Pick<LimitedEntities, 'list'>;
  readonly #logger: LoggerService;
  readonly #openEnvironments: string[];
  readonly #known = new Set(knownPermissions.map(({ name }) => name));

  constructor(options: {
    table: PolicyTable;
    groups: Pick<GroupTree, 'addAncestors'>;
    limited: Pick<LimitedEntities, 'list'>;
    logger: LoggerService;
    openEnvironments: string[];
  }) {
    this.#table = options.table;
    this.#groups = options.groups;
    this.#limited = options.limited;
    this.#logger = options.logger;
    this.#openEnvironments = options.openEnvironments;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return deny;
    }
    const { userEntityRef, ownershipEntityRefs } = user.info;
    const identities = await this.#groups.addAncestors(ownershipEntityRefs);
    if (identities.some(ref => this.#table.superUsers.has(ref))) {
      return allow;
    }
    const applying = this.#table.rows.filter(row => row.appliesTo(permission));
    if (applying.length === 0) {
      this.#reportUnknown(permission);
    }
    const roles = this.#findRoles(identities);
    return decide(
      applying.filter(({ role }) => roles.has(role)),
      {
        userRef: userEntityRef,
        claims: ownershipEntityRefs,
        identities,
        limits: await this.#limited.list(),
        openEnvironments: this.#openEnvironments,
      },
    );
  }

  #findRoles(identities: string[]): Set<string> {
    const { defaultRole, rolesByMember } = this.#table;
    return new Set([
      ...(defaultRole === undefined ? [] : [defaultRole]),
      ...identities.flatMap(ref => [...(rolesByMember.get(ref) ?? [])]),
    ]);
  }

  // Once for each: a plugin that somebody added asks again with every request.
  #reportUnknown({ name }: Permission): void {
    if (!this.#known.has(name)) {
      this.#known.add(name);
      this.#logger.warn(
        `The permission '${name}' is denied to everybody, because no line of 'permission.rbac.policies' is about it`,
      );
    }
  }
}

function decide(rows: PolicyRow[], context: ConditionContext): PolicyDecision {
  const allowing = combine(rows, 'allow', context);
  const denying = combine(rows, 'deny', context);
  if (allowing === 'never' || denying === 'always') {
    return deny;
  }
  if (allowing === 'always' && denying === 'never') {
    return allow;
  }
  const exceptDenied: Criteria[] =
    denying === 'never' ? [] : [{ not: denying }];
  const [first, ...others] =
    allowing === 'always' ? exceptDenied : [allowing, ...exceptDenied];
  const condition = rows.find(row => row.condition)?.condition;
  if (!condition) {
    return deny;
  }
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: condition.pluginId,
    resourceType: condition.resourceType,
    conditions: others.length === 0 ? first : { allOf: [first, ...others] },
  };
}

/** When one of the rows with this effect holds. */
function combine(
  rows: PolicyRow[],
  effect: PolicyRow['effect'],
  context: ConditionContext,
): 'always' | 'never' | Criteria {
  const criteria: Criteria[] = [];
  for (const row of rows) {
    if (row.effect === effect) {
      const holds = row.condition?.toCriteria(context) ?? 'always';
      if (holds === 'always') {
        return 'always';
      }
      if (holds !== 'never') {
        criteria.push(holds);
      }
    }
  }
  const [first, ...others] = criteria;
  if (!first) {
    return 'never';
  }
  return others.length === 0 ? first : { anyOf: [first, ...others] };
}
