import { createServiceFactory } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import {
  payments,
  rules,
  startScorecardBackend,
} from '../__testUtils__/startScorecardBackend';

jest.setTimeout(120_000);

describeWithDatabase('actions of scorecards', () => {
  it('read, explain and try rule files with the rights of the caller', async () => {
    const actions = actionsRegistryServiceMock();
    await startScorecardBackend({
      knex: await createTestDatabase(),
      features: [
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => actions,
        }),
      ],
    });
    const credentials = mockCredentials.user();
    const invoke = async (name: string, input: JsonObject) => {
      const id = `test:${name}`;
      return (await actions.invoke({ id, input, credentials })).output;
    };

    expect(await invoke('list-scorecards', {})).toMatchObject({
      scorecards: [{ id: 'basics', rules: [{ id: 'has-owner' }, {}, {}, {}] }],
    });
    const entityRef = 'component:default/ledger';
    expect(await invoke('get-entity-scorecards', { entityRef })).toMatchObject({
      scorecards: [
        {
          scorecardId: 'basics',
          score: 0.25,
          open: [
            { ruleId: 'has-description', state: 'fail' },
            { ruleId: 'in-system', state: 'fail' },
            { ruleId: 'is-covered', state: 'unknown' },
          ],
        },
      ],
    });
    expect(
      await invoke('list-entities-failing-rule', {
        scorecardId: 'basics',
        ruleId: 'in-system',
        owner: 'group:default/commerce',
      }),
    ).toMatchObject({ entities: [{ entityRef, ownerRef: payments }] });
    expect(
      await invoke('explain-scorecard-rule', {
        entityRef,
        scorecardId: 'basics',
        ruleId: 'has-description',
      }),
    ).toMatchObject({ state: 'fail', steps: { type: 'comparison' } });
    expect(
      await invoke('dry-run-scorecard', {
        text: rules.replace('value: 3', 'value: 8'),
      }),
    ).toMatchObject({ isNew: false, changed: 1, problems: [] });
  });
});
