import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import {
  commerce,
  payments,
  startOnNewDatabase,
  storefront,
} from '../__testUtils__/startScorecardBackend';

jest.setTimeout(120_000);

const basics = '/v1/scorecards/basics';

describeWithDatabase('the API of rollups', () => {
  it('rolls results up by team, with child teams, system, domain, tag and kind', async () => {
    const { call } = await startOnNewDatabase();
    const rollUp = async (query: string) => {
      const { body } = await call('get', `${basics}/rollups?${query}`);
      return body.items;
    };
    expect(await rollUp('by=owner')).toEqual([
      {
        key: payments,
        entities: 2,
        score: 0.625,
        levels: { bronze: 1, silver: 1 },
      },
      { key: storefront, entities: 1, score: 1, levels: { silver: 1 } },
    ]);
    expect(await rollUp('by=owner&nested=true')).toEqual([
      {
        key: commerce,
        entities: 3,
        score: 0.75,
        levels: { bronze: 1, silver: 2 },
      },
      expect.objectContaining({ key: payments, entities: 2 }),
      expect.objectContaining({ key: storefront, entities: 1 }),
    ]);
    expect(await rollUp(`by=kind&nested=true&owner=${commerce}`)).toEqual([
      expect.objectContaining({ key: 'component', entities: 3 }),
    ]);
    expect(await rollUp(`by=kind&owner=${commerce}`)).toEqual([]);
    expect(
      await rollUp(
        `by=kind&owner=${payments}&owner=${storefront}&type=service`,
      ),
    ).toEqual([expect.objectContaining({ entities: 3 })]);
    const keys = async (query: string) =>
      (await rollUp(query)).map(
        ({ key, entities }: { key: string; entities: number }) => [
          key,
          entities,
        ],
      );
    expect(await keys('by=system')).toEqual([
      ['', 2],
      ['system:default/checkout', 1],
    ]);
    expect(await keys('by=system&system=')).toEqual([['', 2]]);
    expect(await keys('by=domain')).toEqual([
      ['', 2],
      ['domain:default/shop', 1],
    ]);
    expect(await keys('by=kind&domain=domain:default/shop')).toEqual([
      ['component', 1],
    ]);
    expect(await keys('by=tag')).toEqual([
      ['batch', 1],
      ['java', 2],
    ]);
    expect(await keys('by=tag&level=bronze')).toEqual([
      ['batch', 1],
      ['java', 1],
    ]);

    const first = await call('get', `${basics}/rollups?by=owner&limit=1`);
    expect(first.body.items).toHaveLength(1);
    const second = await call(
      'get',
      `${basics}/rollups?by=owner&limit=1&cursor=${first.body.nextCursor}`,
    );
    expect(second.body).toEqual({
      items: [expect.objectContaining({ key: storefront })],
    });

    const { body } = await call('get', '/v1/rollups?by=owner');
    expect(body).toEqual({
      scorecards: ['basics'],
      items: [
        {
          key: payments,
          cells: { basics: expect.objectContaining({ entities: 2 }) },
        },
        {
          key: storefront,
          cells: { basics: expect.objectContaining({ entities: 1 }) },
        },
      ],
    });
  });

  it('counts the states of every rule and lists who fails one', async () => {
    const { call } = await startOnNewDatabase();
    const { body } = await call('get', `${basics}/rules`);
    const none = {
      pass: 0,
      fail: 0,
      'not-applicable': 0,
      exempt: 0,
      unknown: 0,
    };
    expect(body.items).toEqual([
      { ruleId: 'has-owner', counts: { ...none, pass: 3 } },
      { ruleId: 'has-description', counts: { ...none, pass: 2, fail: 1 } },
      {
        ruleId: 'in-system',
        counts: { ...none, pass: 1, fail: 1, 'not-applicable': 1 },
      },
      { ruleId: 'is-covered', counts: { ...none, unknown: 3 } },
    ]);
    const ofTeam = await call(
      'get',
      `${basics}/rules?owner=${storefront}&query=STOREFRONT-`,
    );
    expect(ofTeam.body.items[1].counts).toEqual({ ...none, pass: 1 });

    const failing = await call(
      'get',
      `${basics}/rules/has-description/entities`,
    );
    expect(failing.body).toEqual({
      items: [
        {
          entityRef: 'component:default/ledger',
          title: 'ledger',
          ownerRef: payments,
          state: 'fail',
          message: expect.stringContaining('is missing'),
          since: expect.any(String),
        },
      ],
    });
    const walk = await call(
      'get',
      `${basics}/rules/has-description/entities?state=pass&state=fail&limit=2`,
    );
    expect(walk.body.items).toHaveLength(2);
    const rest = await call(
      'get',
      `${basics}/rules/has-description/entities?state=pass&state=fail&limit=2&cursor=${walk.body.nextCursor}`,
    );
    expect(rest.body.items).toEqual([
      expect.objectContaining({
        entityRef: 'component:default/storefront-web',
      }),
    ]);
    expect(rest.body.nextCursor).toBeUndefined();

    const entities = await call('get', `${basics}/entities?query=%25`);
    expect(entities.body.items).toEqual([]);
    const scored = await call(
      'get',
      `${basics}/entities?tag=java&level=silver`,
    );
    expect(scored.body.items).toEqual([
      {
        entityRef: 'component:default/payment-service',
        title: '=Payments',
        kind: 'component',
        type: 'service',
        tags: ['java'],
        ownerRef: payments,
        systemRef: 'system:default/checkout',
        score: 1,
        level: 'silver',
        evaluatedAt: expect.any(String),
      },
    ]);
  });

  it('writes exports that a spreadsheet does not run', async () => {
    const { call } = await startOnNewDatabase();
    const csv = await call('get', `${basics}/export?format=csv`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.headers['content-disposition']).toBe(
      'attachment; filename="basics.csv"',
    );
    const lines = csv.text.split('\r\n');
    expect(lines[0]).toBe(
      'entityRef,title,kind,type,ownerRef,systemRef,tags,score,level,evaluatedAt,has-owner,has-description,in-system,is-covered',
    );
    expect(lines[2]).toMatch(
      /^component:default\/payment-service,'=Payments,component,service,.*,pass,pass,pass,unknown$/,
    );
    expect(lines).toHaveLength(5);

    const json = await call(
      'get',
      `${basics}/export?format=json&rule=has-description&state=fail`,
    );
    expect(JSON.parse(json.text)).toEqual([
      expect.objectContaining({
        entityRef: 'component:default/ledger',
        state: 'fail',
        since: expect.any(String),
      }),
    ]);
    const none = await call(
      'get',
      `${basics}/export?format=json&owner=group:default/none`,
    );
    expect(JSON.parse(none.text)).toEqual([]);

    const ndjson = await call(
      'get',
      `${basics}/export?format=ndjson&owner=${payments}`,
    ).buffer(true);
    const rows = ndjson.text.trim().split('\n');
    expect(JSON.parse(rows[0])).toMatchObject({
      entityRef: 'component:default/ledger',
      states: { 'has-owner': 'pass', 'has-description': 'fail' },
    });
    expect(rows).toHaveLength(2);
    const refused = [
      'format=xml',
      'format=csv&state=fail',
      'format=csv&level=x',
    ];
    for (const query of refused) {
      const { status } = await call('get', `${basics}/export?${query}`);
      expect([query, status]).toEqual([query, 400]);
    }
  });
});
