import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  featureFlagsPermissions,
  flagCreatePermission,
  flagReadPermission,
  flagTogglePermission,
} from '@causeway/plugin-feature-flags-common';
import permissionModuleFlagOwnership from '.';

const ownershipEntityRefs = ['user:default/ada', 'group:default/payments'];
const ada: PolicyQueryUser = {
  credentials: mockCredentials.user('user:default/ada'),
  info: { userEntityRef: 'user:default/ada', ownershipEntityRefs },
};

async function loadPolicy(featureFlags?: object): Promise<PermissionPolicy> {
  const policies: PermissionPolicy[] = [];
  await startTestBackend({
    extensionPoints: [
      [policyExtensionPoint, { setPolicy: policy => policies.push(policy) }],
    ],
    features: [
      permissionModuleFlagOwnership,
      mockServices.rootConfig.factory({
        data: featureFlags ? { featureFlags } : {},
      }),
    ],
  });
  return policies[0];
}

function createConditions(environments: string[], claims: string[]) {
  return {
    anyOf: [
      expect.objectContaining({
        rule: 'IN_ENVIRONMENT',
        params: { environments },
      }),
      expect.objectContaining({ rule: 'IS_FLAG_OWNER', params: { claims } }),
    ],
  };
}

const changes = featureFlagsPermissions.filter(
  permission =>
    permission !== flagReadPermission && permission !== flagCreatePermission,
);

describe('permissionModuleFlagOwnership', () => {
  it('leaves every change to owners, except where nothing is production', async () => {
    const policy = await loadPolicy();
    expect(changes).toHaveLength(4);
    for (const permission of changes) {
      await expect(policy.handle({ permission }, ada)).resolves.toEqual({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'feature-flags',
        resourceType: 'feature-flag',
        conditions: createConditions(
          ['development', 'staging'],
          ownershipEntityRefs,
        ),
      });
    }
  });

  it('lets a caller without a user change nothing in production', async () => {
    const policy = await loadPolicy();
    await expect(
      policy.handle({ permission: flagTogglePermission }),
    ).resolves.toMatchObject({
      conditions: createConditions(['development', 'staging'], []),
    });
  });

  it('goes by the configured environments', async () => {
    const policy = await loadPolicy({
      environments: [
        { name: 'sandbox' },
        { name: 'live-eu', production: true },
        { name: 'live-us', production: true },
      ],
    });
    await expect(
      policy.handle({ permission: flagTogglePermission }, ada),
    ).resolves.toMatchObject({
      conditions: createConditions(['sandbox'], ownershipEntityRefs),
    });
  });

  it('allows everything else', async () => {
    const policy = await loadPolicy();
    const others: Permission[] = [
      flagReadPermission,
      flagCreatePermission,
      createPermission({
        name: 'catalog.entity.delete',
        attributes: { action: 'delete' },
        resourceType: 'catalog-entity',
      }),
      createPermission({ name: 'devtools.info', attributes: {} }),
    ];
    for (const permission of others) {
      await expect(
        policy.handle({ permission }, ada),
      ).resolves.toEqual<PolicyDecision>({ result: AuthorizeResult.ALLOW });
    }
  });

  it('allows everything where the rule is switched off', async () => {
    const policy = await loadPolicy({
      policy: { productionOwnersOnly: false },
    });
    await expect(
      policy.handle({ permission: flagTogglePermission }, ada),
    ).resolves.toEqual({ result: AuthorizeResult.ALLOW });
  });
});
