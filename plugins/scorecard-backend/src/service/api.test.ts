import { mockCredentials } from '@backstage/backend-test-utils';
import {
  commerce,
  databases,
  describeWithDatabase,
  harborline,
  payments,
  rules,
  startScorecardBackend,
  storefront,
} from '../__testUtils__/startScorecardBackend';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import { component } from '../__testUtils__/entities';
import { TestEngine } from '../__testUtils__/TestEngine';
import { writeFile } from 'node:fs/promises';

jest.setTimeout(120_000);

const service = mockCredentials.service.header();
const ledger = '/v1/entities/component/default/ledger';
const basics = '/v1/scorecards/basics';

async function start(
  options: Partial<Parameters<typeof startScorecardBackend>[0]> = {},
) {
  return startScorecardBackend({
    knex: await databases.init('POSTGRES_18'),
    ...options,
  });
}

describeWithDatabase('the API of scorecards (needs a test database)', () => {
  it('tells which scorecards there are and what is wrong with them', async () => {
    const { call } = await start({
      text: `${rules}
  - id: broken
    path: $.spec.type
    operator: resembles
`,
    });
    const { body } = await call('get', '/v1/scorecards');
    expect(body.items).toEqual([
      {
        scorecard: expect.objectContaining({
          id: 'basics',
          title: 'Basics <&>',
          levels: [
            { id: 'bronze', title: 'Bronze' },
            { id: 'silver', title: 'Silver' },
          ],
        }),
        version: expect.any(String),
        source: expect.stringMatching(/basics\.yaml$/),
        problems: [expect.objectContaining({ ruleId: 'broken' })],
        changedAt: expect.any(String),
      },
    ]);
    expect((await call('get', basics)).body).toEqual(body.items[0]);
    const missing = await call('get', '/v1/scorecards/none');
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toBe("No scorecard with id 'none'");

    const problems = await call('get', '/v1/problems');
    expect(problems.body).toMatchObject({
      sources: [{ scorecardId: 'basics', problems: [{ ruleId: 'broken' }] }],
      faults: [],
      lastRun: { entities: harborline.length, written: 3 },
    });
  });

  it('names a source that does not answer, and serves what the others say', async () => {
    const knex = await databases.init('POSTGRES_18');
    const { call } = await start({ knex });
    const silent: FactCollector = {
      factRef: 'ci:default/silent',
      description: 'Never answers.',
      collect: () => new Promise(() => {}),
    };
    const text = `${rules}  - { id: is-heard, factRef: ci:default/silent, path: $.x, operator: exists }\n`;
    const engine = await TestEngine.create({
      db: knex,
      catalog: new CatalogStub(harborline),
      collectors: [silent],
      files: { 'basics.yaml': text },
      config: {
        collectorTimeout: { milliseconds: 50 },
        pushedFacts: ['ci:default/coverage'],
      },
    });
    await engine.run();

    expect((await call('get', '/v1/problems')).body.faults).toEqual([
      {
        type: 'fact',
        factRef: 'ci:default/silent',
        entities: 3,
        message:
          "The source of the fact 'ci:default/silent' did not answer within 0.05 seconds",
      },
    ]);
    expect(engine.logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('ci:default/silent'),
      expect.anything(),
    );
    const { body } = await call('get', ledger);
    expect(
      body.items[0].outcomes.map(
        ({ ruleId, state }: { ruleId: string; state: string }) => [
          ruleId,
          state,
        ],
      ),
    ).toEqual(
      expect.arrayContaining([
        ['has-owner', 'pass'],
        ['has-description', 'fail'],
        ['is-heard', 'unknown'],
      ]),
    );
  });

  it('tells how an entity does, and why', async () => {
    const { call } = await start();
    const { status, body } = await call('get', ledger);
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
    const missing = '/v1/entities/component/default/nothing';
    expect((await call('get', missing)).status).toBe(404);

    const explain = (rule: string) =>
      call('get', `${ledger}/explain?scorecard=basics&rule=${rule}`);
    expect((await explain('has-owner')).body).toMatchObject({
      outcome: { state: 'pass' },
      isApplicable: true,
      steps: {
        type: 'comparison',
        state: 'pass',
        actual: payments,
        comparison: { path: '$.spec.owner', operator: 'isNotEmpty' },
      },
      facts: [
        { factRef: 'catalog:default/entity-metadata-fact', source: 'catalog' },
      ],
    });
    expect((await explain('is-covered')).body).toMatchObject({
      outcome: { state: 'unknown' },
      steps: { state: 'unknown' },
      facts: [{ factRef: 'ci:default/coverage', status: 'unknown' }],
    });
    expect((await explain('none')).status).toBe(404);
    expect((await call('get', `${ledger}/explain`)).status).toBe(400);
  });

  it('tells what a rule found that is not for an entity', async () => {
    const { call } = await start({
      text: `${rules}
  - id: is-tagged
    when: { path: $.spec.lifecycle, operator: equal, value: development }
    path: $.metadata.tags
    operator: contains
    value: never
`,
    });
    const { body } = await call(
      'get',
      `${ledger}/explain?scorecard=basics&rule=is-tagged`,
    );
    expect(body).toMatchObject({
      outcome: { state: 'not-applicable' },
      isApplicable: false,
      steps: {
        state: 'fail',
        message:
          '$.spec.lifecycle is "production"; asked is that it is "development".',
      },
      facts: [{ factRef: 'catalog:default/entity-metadata-fact' }],
    });
  });

  it('rolls results up by team, with child teams, system, domain, tag and kind', async () => {
    const { call } = await start();
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
    const { call } = await start();
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

  it('keeps entities that improved apart from rules that were changed', async () => {
    const entities = [...harborline];
    const { call, evaluate, file, entities: live } = await start({ entities });
    live.splice(
      live.findIndex(({ metadata }) => metadata.name === 'ledger'),
      1,
      component('ledger', { owner: payments, description: 'Books' }),
    );
    await evaluate();
    await writeFile(file, rules.replace('value: 3', 'value: 7'));
    await evaluate();

    const { body } = await call('get', `${basics}/movers`);
    expect(body).toEqual({
      entitiesImproved: [
        expect.objectContaining({
          entityRef: 'component:default/ledger',
          improved: 2,
          worsened: 0,
        }),
      ],
      entitiesWorsened: [],
      rulesChanged: [
        {
          ruleId: 'has-description',
          improved: 0,
          worsened: 1,
          changedAt: expect.any(String),
        },
      ],
    });

    const history = await call(
      'get',
      `${ledger}/history?scorecard=basics&limit=1`,
    );
    expect(history.body.items).toMatchObject([
      {
        ruleId: 'has-description',
        from: 'pass',
        to: 'fail',
        cause: 'rule',
        scorecardVersion: expect.stringMatching(/^[0-9a-f]{24}$/),
        actual: 'Books',
      },
    ]);
    const older = await call(
      'get',
      `${ledger}/history?cursor=${history.body.nextCursor}`,
    );
    const changes: { ruleId: string }[] = older.body.items;
    expect(
      changes.sort((one, other) => (one.ruleId < other.ruleId ? -1 : 1)),
    ).toMatchObject([
      { ruleId: 'has-description', from: 'fail', to: 'pass', cause: 'entity' },
      { ruleId: 'in-system', from: 'fail', to: 'not-applicable' },
    ]);

    const trend = await call('get', `${basics}/trend?days=7`);
    expect(trend.body.items).toEqual([
      {
        day: new Date().toISOString().slice(0, 10),
        entities: 3,
        score: expect.any(Number),
        levels: { bronze: 1, silver: 2 },
      },
    ]);
    const ofTeam = await call('get', `${basics}/trend?owner=${storefront}`);
    expect(ofTeam.body.items).toMatchObject([{ entities: 1 }]);
  });

  it('tells other plugins the levels of all entities, and whether they are the same', async () => {
    const { call, evaluate, file } = await start({
      text: `${rules}
  - id: is-batch
    path: $.metadata.tags
    operator: contains
    value: batch
    level: silver
`,
    });
    const list = (query = '', etag = '') =>
      call('get', `/v1/levels${query}`, { authorization: service }).set(
        'If-None-Match',
        etag,
      );

    const first = await list('?limit=2');
    expect(first.body.items).toEqual([
      { entityRef: 'component:default/ledger', levels: { basics: 'bronze' } },
      {
        entityRef: 'component:default/payment-service',
        levels: { basics: 'bronze' },
      },
    ]);
    const last = await list(`?limit=2&cursor=${first.body.nextCursor}`);
    expect(last.body).toEqual({
      items: [
        {
          entityRef: 'component:default/storefront-web',
          levels: { basics: 'bronze' },
        },
      ],
    });

    const { etag } = first.headers;
    expect((await list('', etag)).status).toBe(304);
    await evaluate();
    expect((await list('', etag)).status).toBe(304);

    await writeFile(file, rules.replace('isNotEmpty', 'isEmpty'));
    await evaluate();
    const changed = await list('', etag);
    expect(changed.body.items[0].levels).toEqual({ basics: 'none' });

    expect((await call('get', '/v1/levels')).status).toBe(403);
  });

  it('lets a pipeline push a fact, once, and see at the gate what is missing', async () => {
    const { call, engine } = await start({
      text: rules.replace('    enableOn: 2099-01-01\n', ''),
    });
    const gate = (level = '') =>
      call(
        'get',
        `/v1/gate?entityRef=component:default/payment-service&scorecard=basics${level}`,
        { authorization: service },
      );
    expect((await gate()).body).toMatchObject({
      passes: false,
      level: 'silver',
      missing: [{ ruleId: 'is-covered', state: 'unknown' }],
    });
    expect((await gate('&level=silver')).body).toMatchObject({
      passes: true,
      missing: [],
    });
    expect((await gate('&level=gold')).status).toBe(400);

    const push = (body: object) =>
      call('put', '/v1/facts', { authorization: service, body });
    const fact = {
      entityRef: 'Component:default/payment-service',
      factRef: 'ci:default/coverage',
      value: { percent: 91 },
      source: 'https://ci.example/builds/7',
      ttlSeconds: 3600,
      idempotencyKey: 'build-7',
    };
    expect((await push(fact)).body).toEqual({ isStored: true });
    expect((await push(fact)).body).toEqual({ isStored: false });
    await engine.worker.drain();
    expect((await gate()).body).toMatchObject({ passes: true, missing: [] });
    const explained = await call(
      'get',
      '/v1/entities/component/default/payment-service/explain?scorecard=basics&rule=is-covered',
    );
    expect(explained.body).toMatchObject({
      steps: { state: 'pass', actual: 91 },
      facts: [
        {
          status: 'known',
          source: expect.stringMatching(/^https:\/\/ci.*\(.+\)$/),
          expiresAt: expect.any(String),
        },
      ],
    });

    const refused = [
      { ...fact, factRef: 'ci:default/other' },
      { ...fact, entityRef: 'payment service' },
      { ...fact, value: 'x'.repeat(70_000) },
      { ...fact, ttlSeconds: 0 },
      { entityRef: fact.entityRef },
    ];
    for (const body of refused) {
      expect([body, (await push(body)).status]).toEqual([body, 400]);
    }
    const gone = { ...fact, entityRef: 'component:default/gone' };
    expect((await push(gone)).status).toBe(404);
  });

  it('has an entity evaluated when someone asks for it', async () => {
    const { call, engine, entities } = await start();
    entities.splice(
      entities.findIndex(({ metadata }) => metadata.name === 'ledger'),
      1,
      component('ledger', { owner: payments, description: 'Books' }),
    );
    expect((await call('post', `${ledger}/refresh`)).status).toBe(202);
    await engine.worker.drain();
    const { body } = await call('get', ledger);
    expect(body.items[0].score).toBe(1);
  });

  it('tries a rule file without keeping anything of it', async () => {
    const { call } = await start();
    const dryRun = (body: object) => call('post', '/v1/dry-run', { body });
    const before = (await call('get', ledger)).body;
    const { status, body } = await dryRun({
      text: `${rules.replace('value: 3', 'value: 8')}
  - id: broken
    operator: resembles
`,
    });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        scorecardId: 'basics',
        isNew: false,
        entities: harborline.length,
        changed: 1,
        rules: [
          { ruleId: 'has-description', newlyFailing: 1, newlyPassing: 0 },
        ],
        items: [
          {
            entityRef: 'component:default/storefront-web',
            newlyFailing: [
              {
                ruleId: 'has-description',
                message: expect.stringContaining('The shop'),
              },
            ],
            newlyPassing: [],
            level: { from: 'silver', to: 'bronze' },
          },
        ],
        problems: [expect.objectContaining({ ruleId: 'broken' })],
      },
    });
    expect((await call('get', ledger)).body).toEqual(before);
    expect((await dryRun({ text: '\tid: x' })).body).toMatchObject({
      entities: 0,
      problems: [expect.objectContaining({ line: 1 })],
    });
    expect((await dryRun({})).status).toBe(400);
    expect((await dryRun({ text: 'x'.repeat(3_000_000) })).status).toBe(400);
  });

  it('writes exports that a spreadsheet does not run', async () => {
    const { call } = await start();
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

  it('draws a badge that texts cannot break out of', async () => {
    const badge = '/v1/badge/component/default/ledger/basics.svg';
    const { call } = await start();
    const { body, headers, status } = await call('get', badge);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^image\/svg\+xml/);
    expect(String(body)).toContain('Basics &lt;&amp;&gt;: Bronze, 25 %');
    expect(String(body)).not.toContain('<&>');
    const anonymous = { authorization: mockCredentials.none.header() };
    expect((await call('get', badge, anonymous)).status).toBe(401);
    expect((await call('get', badge.replace('.svg', '.png'))).status).toBe(400);

    const open = await start({ config: { badges: { public: true } } });
    const shown = await open.call('get', badge, anonymous);
    expect(shown.status).toBe(200);
    // Pages of other sites show it.
    expect(shown.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect((await open.call('get', ledger, anonymous)).status).toBe(401);
  });
});
