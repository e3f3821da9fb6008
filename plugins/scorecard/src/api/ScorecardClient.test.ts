import { ScorecardClient } from './ScorecardClient';

function createClient(response: Response) {
  const fetch = jest.fn(async (_url: unknown, _init?: RequestInit) => response);
  return { client: new ScorecardClient({ fetchApi: { fetch } }), fetch };
}

describe('ScorecardClient', () => {
  it('repeats a filter with several values, and keeps the empty one', async () => {
    const { client, fetch } = createClient(Response.json({ items: [] }));
    await client.listEntitiesByRule(
      { scorecardId: 'a b', ruleId: 'c/d?' },
      {
        states: ['fail', 'unknown'],
        owner: ['group:default/a', ''],
        nested: true,
        system: '',
        tag: undefined,
        limit: 5,
      },
    );
    expect(fetch.mock.calls[0][0]).toBe(
      'plugin://scorecard/v1/scorecards/a%20b/rules/c%2Fd%3F/entities' +
        '?owner=group%3Adefault%2Fa&owner=&nested=true&system=&limit=5&state=fail&state=unknown',
    );
  });

  it('addresses an entity by the parts of its ref', async () => {
    const { client, fetch } = createClient(Response.json({ items: [] }));
    await client.listEntityScorecards('component:shop/pay#1');
    expect(fetch.mock.calls[0][0]).toBe(
      'plugin://scorecard/v1/entities/component/shop/pay%231',
    );
  });

  it('asks for an evaluation, which answers without content', async () => {
    const { client, fetch } = createClient(
      new Response(undefined, { status: 202 }),
    );
    await client.refreshEntity('component:default/pay');
    expect(fetch.mock.calls[0]).toEqual([
      'plugin://scorecard/v1/entities/component/default/pay/refresh',
      { method: 'POST' },
    ]);
  });

  it('hands out an export as a file', async () => {
    const { client, fetch } = createClient(new Response('entity,state\n'));
    const file = await client.exportResults('documentation', {
      format: 'csv',
      ruleId: 'has-runbook',
      states: ['fail'],
    });
    expect(fetch.mock.calls[0][0]).toBe(
      'plugin://scorecard/v1/scorecards/documentation/export?format=csv&rule=has-runbook&state=fail',
    );
    expect(file.size).toBe('entity,state\n'.length);
  });

  it('rejects with the status and the sentence of the backend', async () => {
    const { client } = createClient(
      Response.json(
        {
          error: { name: 'NotFoundError', message: "No scorecard 'gone'" },
          response: { statusCode: 404 },
        },
        { status: 404 },
      ),
    );
    await expect(client.countRuleStates('gone')).rejects.toMatchObject({
      statusCode: 404,
      cause: { message: "No scorecard 'gone'" },
    });
  });
});
