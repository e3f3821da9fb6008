import { mockCredentials } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import type { FactCollector } from '@causeway/plugin-scorecard-node';
import { CatalogStub } from '../__testUtils__/CatalogStub';
import {
  harborline,
  rules,
  startOnNewDatabase,
} from '../__testUtils__/startScorecardBackend';
import { TestEngine } from '../__testUtils__/TestEngine';

jest.setTimeout(120_000);

const service = mockCredentials.service.header();
const ledger = '/v1/entities/component/default/ledger';
const basics = '/v1/scorecards/basics';

describeWithDatabase('the API of scorecards', () => {
  it('tells which scorecards there are and what is wrong with them', async () => {
    const { call } = await startOnNewDatabase({
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
    const knex = await createTestDatabase();
    const { call } = await startOnNewDatabase({ knex });
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

  it('lets a pipeline push a fact, once, and see at the gate what is missing', async () => {
    const { call, engine } = await startOnNewDatabase({
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

  it('tries a rule file without keeping anything of it', async () => {
    const { call } = await startOnNewDatabase();
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

  it('draws a badge that texts cannot break out of', async () => {
    const badge = '/v1/badge/component/default/ledger/basics.svg';
    const { call } = await startOnNewDatabase();
    const { body, headers, status } = await call('get', badge);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^image\/svg\+xml/);
    expect(String(body)).toContain('Basics &lt;&amp;&gt;: Bronze, 25 %');
    expect(String(body)).not.toContain('<&>');
    const anonymous = { authorization: mockCredentials.none.header() };
    expect((await call('get', badge, anonymous)).status).toBe(401);
    expect((await call('get', badge.replace('.svg', '.png'))).status).toBe(400);

    const open = await startOnNewDatabase({
      config: { badges: { public: true } },
    });
    const shown = await open.call('get', badge, anonymous);
    expect(shown.status).toBe(200);
    // Pages of other sites show it.
    expect(shown.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect((await open.call('get', ledger, anonymous)).status).toBe(401);
  });
});
