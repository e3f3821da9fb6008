import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
// Flags are created in the plugin itself: what it allows and refuses is what counts.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import featureFlagsPlugin from '@causeway/plugin-feature-flags-backend';
import { flagCreatePermission } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { scaffolderModuleFeatureFlags } from './module';

const entityRef = 'component:default/parcel-labels';

describeWithDatabase('feature-flags:create', () => {
  let knex: Knex;

  async function start(options: { mayCreate?: boolean } = {}) {
    const { mayCreate = true } = options;
    knex = await createTestDatabase();
    const actions: TemplateAction<any, any, any>[] = [];
    await startTestBackend({
      extensionPoints: [
        [
          scaffolderActionsExtensionPoint,
          { addActions: (...added) => actions.push(...added) },
        ],
      ],
      features: [
        featureFlagsPlugin,
        scaffolderModuleFeatureFlags,
        mockServices.database.factory({ knex }),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Component',
              metadata: { name: 'parcel-labels', namespace: 'default' },
              spec: { type: 'service', owner: 'shipping-team' },
            },
          ],
        }),
        mockServices.permissions.mock({
          authorizeConditional: async requests =>
            requests.map(({ permission }) => ({
              result:
                permission.name === flagCreatePermission.name && !mayCreate
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
            })),
        }).factory,
      ],
    });
    const [action] = actions;
    return async (input: object, { isDryRun = false } = {}) => {
      const context = createMockActionContext({
        input,
        templateInfo: { entityRef: 'template:default/service' },
      });
      const output = jest.fn();
      await action.handler({
        ...context,
        output,
        isDryRun,
        getInitiatorCredentials: async () =>
          mockCredentials.user('user:default/ada'),
      });
      return Object.fromEntries(output.mock.calls);
    };
  }

  const input = {
    flagSet: 'parcels',
    createFlagSet: true,
    key: 'label-preview',
    description: 'Shows a label before it is printed',
    tags: ['labels'],
    entityRef,
    environments: {
      development: { state: 'ENABLED', defaultVariant: 'on' },
    },
  };

  it('creates a flag, and its flag set before it, as the user of the task', async () => {
    const run = await start();

    expect(await run(input)).toEqual({
      flagUrl: '/feature-flags/sets/parcels/flags/label-preview',
      revision: 1,
    });
    expect(
      await run({
        flagSet: 'parcels',
        key: 'label-format',
        type: 'string',
        kind: 'permission',
        variants: { a6: 'A6', a5: 'A5' },
      }),
    ).toEqual({
      flagUrl: '/feature-flags/sets/parcels/flags/label-format',
      revision: 1,
    });

    expect(await knex('flag_sets').select('name', 'entity_ref')).toEqual([
      { name: 'parcels', entity_ref: entityRef },
    ]);
    const flags = await knex('flags').orderBy('key');
    expect(flags).toMatchObject([
      {
        key: 'label-format',
        type: 'string',
        kind: 'permission',
        variants: { a6: 'A6', a5: 'A5' },
        entity_ref: entityRef,
      },
      {
        key: 'label-preview',
        type: 'boolean',
        kind: 'release',
        description: 'Shows a label before it is printed',
        tags: ['labels'],
        variants: { on: true, off: false },
        created_by: 'user:default/ada',
      },
    ]);
    expect(
      await knex('flag_environments')
        .where({ flag_key: 'label-preview', state: 'ENABLED' })
        .pluck('environment'),
    ).toEqual(['development']);
    expect(
      await knex('change_events')
        .where({ subject_key: 'label-preview' })
        .pluck('reason'),
    ).toEqual(['Created from template:default/service']);
  });

  it('creates nothing in a dry run', async () => {
    const run = await start();
    expect(await run(input, { isDryRun: true })).toEqual({
      flagUrl: '/feature-flags/sets/parcels/flags/label-preview',
    });
    expect(await knex('flag_sets')).toEqual([]);
  });

  it('fails for a user who may not create flags', async () => {
    const run = await start({ mayCreate: false });
    await expect(run(input)).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(
        "You are not allowed to create flags in flag set 'parcels'",
      ),
    });
    expect(await knex('flag_sets')).toEqual([]);
  });

  it('says what is missing', async () => {
    const run = await start();
    const { createFlagSet, ...existing } = input;
    await expect(run(existing)).rejects.toThrow(
      "There is no flag set 'parcels'; create it first, or set 'createFlagSet'",
    );
    await expect(run({ ...input, entityRef: undefined })).rejects.toThrow(
      "There is no flag set 'parcels'; to create it, 'entityRef' has to name the entity it is for",
    );
    await expect(run({ ...input, type: 'string' })).rejects.toThrow(
      "A flag of type 'string' needs 'variants', which name its values",
    );
    await expect(
      run({ ...input, environments: { nowhere: {} } }),
    ).rejects.toThrow(/There is no environment 'nowhere'/);
  });
});
