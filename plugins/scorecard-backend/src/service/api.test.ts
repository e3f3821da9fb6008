import {
  databases,
  describeWithDatabase,
  payments,
  startScorecardBackend,
} from '../__testUtils__/startScorecardBackend';

jest.setTimeout(120_000);

async function start(
  options: Partial<Parameters<typeof startScorecardBackend>[0]> = {},
) {
  return startScorecardBackend({
    knex: await databases.init('POSTGRES_18'),
    ...options,
  });
}

describeWithDatabase('the API of scorecards (needs a test database)', () => {
  it('tells how an entity does, and why', async () => {
    const { call } = await start();
    const entity = '/v1/entities/Component/default/ledger';

    const { status, body } = await call('get', entity);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        items: [
          {
            scorecardId: 'basics',
            entityRef: 'component:default/ledger',
            title: 'ledger',
            ownerRef: payments,
            score: 0.25,
            level: 'bronze',
            outcomes: [
              { ruleId: 'has-owner', state: 'pass', isInForce: true },
              {
                ruleId: 'has-description',
                state: 'fail',
                reason: 'missing',
                message:
                  '$.metadata.description is missing; asked is that it is greater than 3.',
                since: expect.any(String),
              },
              { ruleId: 'in-system', state: 'fail' },
              { ruleId: 'is-covered', state: 'unknown', isInForce: false },
            ],
          },
        ],
      },
    });
    expect(
      (await call('get', '/v1/entities/component/default/nothing')).status,
    ).toBe(404);

    const explain = await call(
      'get',
      `${entity}/explain?scorecard=basics&rule=has-owner`,
    );
    expect(explain.body).toMatchObject({
      outcome: { state: 'pass' },
      isApplicable: true,
      steps: {
        type: 'comparison',
        state: 'pass',
        actual: payments,
        comparison: { path: '$.spec.owner', operator: 'isNotEmpty' },
      },
      facts: [
        { factRef: 'catalog:default/entity_descriptor', source: 'catalog' },
      ],
    });
    const unknown = await call(
      'get',
      `${entity}/explain?scorecard=basics&rule=is-covered`,
    );
    expect(unknown.body).toMatchObject({
      outcome: { state: 'unknown' },
      facts: [{ factRef: 'ci:default/coverage', status: 'unknown' }],
    });
  });
});
