import { mockCredentials } from '@backstage/backend-test-utils';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { writeFile } from 'node:fs/promises';
import { component } from '../__testUtils__/entities';
import {
  harborline,
  payments,
  rules,
  startOnNewDatabase,
  storefront,
} from '../__testUtils__/startScorecardBackend';

jest.setTimeout(120_000);

const service = mockCredentials.service.header();
const ledger = '/v1/entities/component/default/ledger';
const basics = '/v1/scorecards/basics';

describeWithDatabase('the API of results', () => {
  it('tells how an entity does, and why', async () => {
    const { call } = await startOnNewDatabase();
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
    const { call } = await startOnNewDatabase({
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

  it('tells other plugins the levels of all entities, and whether they are the same', async () => {
    const { call, evaluate, file } = await startOnNewDatabase({
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

  it('has an entity evaluated when someone asks for it', async () => {
    const { call, engine, entities } = await startOnNewDatabase();
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

  it('keeps entities that improved apart from rules that were changed', async () => {
    const entities = [...harborline];
    const {
      call,
      evaluate,
      file,
      entities: live,
    } = await startOnNewDatabase({ entities });
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
});
