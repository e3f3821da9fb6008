import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import type { PolicyQueryUser } from '@backstage/plugin-permission-node';
import { kubernetesPodsReadPermission } from '@causeway/plugin-kubernetes-ownership-common';
import type { Limits } from './condition/Limit';
import { RolePolicy } from './RolePolicy';
import { readPolicyTable } from './table/readPolicyTable';

const ada: PolicyQueryUser = {
  credentials: mockCredentials.user('user:default/ada'),
  info: {
    userEntityRef: 'user:default/ada',
    ownershipEntityRefs: ['user:default/ada', 'group:default/payments'],
  },
};

async function createPolicy(
  policies: string,
  logger = mockServices.logger.mock(),
  limits: Limits = [],
) {
  const config = new ConfigReader({
    permission: { rbac: { policies, defaultRole: 'role:default/everyone' } },
  });
  return new RolePolicy({
    table: await readPolicyTable(config),
    groups: { addAncestors: async refs => [...refs, 'group:default/commerce'] },
    limited: { list: async () => limits },
    logger,
    openEnvironments: ['staging'],
  });
}

const isOwner = {
  resourceType: 'catalog-entity',
  rule: 'IS_ENTITY_OWNER',
  params: { claims: ['user:default/ada', 'group:default/payments'] },
};
const isTemplate = {
  resourceType: 'catalog-entity',
  rule: 'IS_ENTITY_KIND',
  params: { kinds: ['Template'] },
};
const isLimited = (value?: string) => ({
  resourceType: 'catalog-entity',
  rule: 'HAS_ANNOTATION',
  params: { annotation: 'causeway.io/limited-to', ...(value && { value }) },
});
const line = 'p, role:default/everyone, catalog.entity.delete, delete';

describe('RolePolicy', () => {
  // [lines, conditions of the decision, or the decision]
  it.each<[string, object | 'ALLOW' | 'DENY']>([
    [`${line}, allow`, 'ALLOW'],
    [`${line}, allow\n${line}, deny`, 'DENY'],
    [`${line}, deny, owner`, 'DENY'],
    [`${line}, allow, owner`, isOwner],
    [`${line}, allow, owner\n${line}, allow`, 'ALLOW'],
    [
      `${line}, allow, owner\n${line}, allow, kind=Template`,
      { anyOf: [isOwner, isTemplate] },
    ],
    [`${line}, allow\n${line}, deny, kind=Template`, { not: isTemplate }],
    [
      `${line}, allow, owner\n${line}, deny, kind=Template and not owner`,
      {
        allOf: [isOwner, { not: { allOf: [isTemplate, { not: isOwner }] } }],
      },
    ],
    // A line of a role that the user does not have.
    [
      `${line.replace('everyone', 'boss')}, allow\n${line}, allow, owner`,
      isOwner,
    ],
  ])('decides by %s', async (policies, expected) => {
    const policy = await createPolicy(policies);
    const decision = await policy.handle(
      { permission: catalogEntityDeletePermission },
      ada,
    );
    expect(decision).toEqual(
      typeof expected === 'string'
        ? { result: expected }
        : {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'catalog',
            resourceType: 'catalog-entity',
            conditions: expected,
          },
    );
  });

  it('hides what is limited to groups that the user is not in or below', async () => {
    const limitedLine = `${line}, deny, kind=Template and limited-to-others`;
    const decide = async (limits: Limits) =>
      (
        await createPolicy(`${line}, allow\n${limitedLine}`, undefined, limits)
      ).handle({ permission: catalogEntityDeletePermission }, ada);
    const orders = { value: 'orders', refs: ['group:default/orders'] };
    const several = {
      value: 'ops,group:commerce',
      refs: ['group:default/ops', 'group:default/commerce'],
    };
    expect(await decide([])).toEqual({ result: AuthorizeResult.ALLOW });
    expect(await decide('unknown')).toMatchObject({
      conditions: { not: { allOf: [isTemplate, isLimited()] } },
    });
    expect(await decide([orders, several])).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      conditions: {
        not: {
          allOf: [
            isTemplate,
            { allOf: [isLimited(), { not: isLimited('ops,group:commerce') }] },
          ],
        },
      },
    });
  });

  it('hides nothing by a condition that nothing can meet', async () => {
    const policy = await createPolicy(
      `${line}, allow, not limited-to-others\n${line}, deny, limited-to-others`,
    );
    await expect(
      policy.handle({ permission: catalogEntityDeletePermission }, ada),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
  });

  it('gives roles to those in a group below', async () => {
    const policy = await createPolicy(
      `${line}, allow, owner\np, role:default/lead, catalog.entity.delete, delete, allow\ng, group:default/commerce, role:default/lead`,
    );
    await expect(
      policy.handle({ permission: catalogEntityDeletePermission }, ada),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
  });

  it('does not take a type of resource for the permissions of another plugin', async () => {
    const policy = await createPolicy(
      'p, role:default/everyone, catalog-entity, read, allow',
    );
    await expect(
      policy.handle({ permission: catalogEntityReadPermission }, ada),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
    await expect(
      policy.handle({ permission: kubernetesPodsReadPermission }, ada),
    ).resolves.toEqual({ result: AuthorizeResult.DENY });
  });

  it('denies everything to nobody', async () => {
    const policy = await createPolicy(`${line}, allow`);
    await expect(
      policy.handle({ permission: catalogEntityDeletePermission }),
    ).resolves.toEqual({ result: AuthorizeResult.DENY });
  });

  it('says once that a permission is in no line', async () => {
    const logger = mockServices.logger.mock();
    const policy = await createPolicy(`${line}, allow`, logger);
    const permission = createPermission({ name: 'sonar.read', attributes: {} });
    for (let time = 0; time < 2; time += 1) {
      await expect(policy.handle({ permission }, ada)).resolves.toEqual({
        result: AuthorizeResult.DENY,
      });
    }
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      "The permission 'sonar.read' is denied to everybody, because no line of 'permission.rbac.policies' is about it",
    );
  });
});
