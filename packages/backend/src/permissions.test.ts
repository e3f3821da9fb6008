import type { Entity } from '@backstage/catalog-model';
import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import request from 'supertest';
import {
  createEntity,
  createGroup,
  createTemplate,
  originOf,
} from './__testUtils__/entities';
import { TestPortal } from './__testUtils__/TestPortal';

jest.setTimeout(120_000);

/** `own`: for what the caller owns, and for nothing else. */
type Expected = 'yes' | 'own' | 'no';

/** What a permission is asked about; `none` where it knows of no resource. */
type About = 'entity' | 'task' | 'production' | 'staging' | 'none';

// [permission, asked about, everybody, platform engineers, super users]
const matrix: [string, About, Expected, Expected, Expected][] = [
  ['catalog.entity.read', 'entity', 'yes', 'yes', 'yes'],
  ['catalog.entity.create', 'none', 'yes', 'yes', 'yes'],
  ['catalog.entity.validate', 'none', 'yes', 'yes', 'yes'],
  ['catalog.entity.refresh', 'entity', 'own', 'yes', 'yes'],
  ['catalog.entity.delete', 'entity', 'own', 'yes', 'yes'],
  ['catalog.location.read', 'none', 'yes', 'yes', 'yes'],
  ['catalog.location.analyze', 'none', 'yes', 'yes', 'yes'],
  ['catalog.location.create', 'none', 'yes', 'yes', 'yes'],
  ['catalog.location.delete', 'none', 'yes', 'yes', 'yes'],
  ['catalog.ingestion.read', 'none', 'no', 'yes', 'yes'],
  ['catalog.ingestion.manage', 'none', 'no', 'yes', 'yes'],
  ['catalog.entities.unprocessed.read', 'none', 'no', 'yes', 'yes'],
  ['catalog.entities.unprocessed.delete', 'none', 'no', 'yes', 'yes'],
  ['scaffolder.task.create', 'none', 'yes', 'yes', 'yes'],
  ['scaffolder.task.read', 'task', 'own', 'yes', 'yes'],
  ['scaffolder.task.cancel', 'task', 'own', 'yes', 'yes'],
  ['scaffolder.template.dry-run', 'none', 'no', 'yes', 'yes'],
  ['scaffolder.template.management', 'none', 'no', 'yes', 'yes'],
  ['kubernetes.clusters.read', 'none', 'yes', 'yes', 'yes'],
  ['kubernetes.resources.read', 'none', 'yes', 'yes', 'yes'],
  ['kubernetes.proxy', 'none', 'yes', 'yes', 'yes'],
  ['kubernetes.pods.read', 'entity', 'own', 'yes', 'yes'],
  ['kubernetes.proxy.unrestricted', 'none', 'no', 'yes', 'yes'],
  ['feature-flags.flag.read', 'production', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.create', 'production', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.toggle', 'staging', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.toggle', 'production', 'own', 'own', 'yes'],
  ['feature-flags.flag.update', 'staging', 'yes', 'yes', 'yes'],
  ['feature-flags.flag.update', 'production', 'own', 'own', 'yes'],
  ['feature-flags.flag.delete', 'production', 'own', 'own', 'yes'],
  ['feature-flags.key.manage', 'staging', 'yes', 'yes', 'yes'],
  ['feature-flags.key.manage', 'production', 'own', 'own', 'yes'],
  ['goldenPaths.owner.any', 'none', 'no', 'yes', 'yes'],
  ['goldenPaths.usage.read', 'entity', 'own', 'yes', 'yes'],
  ['scorecard.read', 'none', 'yes', 'yes', 'yes'],
  ['scorecard.refresh', 'entity', 'own', 'yes', 'yes'],
  ['scorecard.facts.write', 'entity', 'own', 'yes', 'yes'],
  ['devtools.administer', 'none', 'no', 'yes', 'yes'],
  ['devtools.info', 'none', 'no', 'yes', 'yes'],
  ['devtools.scheduler.read', 'none', 'no', 'yes', 'yes'],
  ['devtools.scheduler.trigger', 'none', 'no', 'yes', 'yes'],
  ['devtools.config', 'none', 'no', 'yes', 'yes'],
  ['devtools.external-dependencies', 'none', 'no', 'yes', 'yes'],
];

const people = {
  // An engineer, a platform engineer by a group above his own, and who may do everything.
  everybody: { name: 'ada', team: 'payments-team' },
  platform: { name: 'pat', team: 'runtime-team' },
  superUser: { name: 'root', team: 'audit-team' },
} as const;
const stranger = { name: 'noor', team: 'orders-team' };
const everyone = [...Object.values(people), stranger];

const entities: Entity[] = [
  createGroup('platform-team', { children: ['runtime-team'] }),
  ...everyone.flatMap(({ name, team }) => [
    createGroup(team, {
      ...(team === 'runtime-team' && { parent: 'platform-team' }),
    }),
    createEntity('User', name, { memberOf: [team] }),
    createEntity('Component', `${team}-service`, {
      type: 'service',
      lifecycle: 'production',
      owner: team,
    }),
  ]),
  createTemplate('say-hello', {
    steps: [{ id: 'log', action: 'debug:log', input: { message: 'Hello' } }],
  }),
  createTemplate('leak', {
    steps: [
      {
        id: 'log',
        action: 'debug:log',
        input: { message: 'The token is ${{ secrets.token }}.' },
      },
      {
        id: 'fail',
        action: 'fetch:plain',
        input: { url: 'https://${{ secrets.token }}.invalid/all' },
      },
    ],
  }),
];

describeWithDatabase('the table of roles', () => {
  let portal: TestPortal;
  let server: TestPortal['server'];
  const tasks = new Map<string, string>();

  beforeAll(async () => {
    portal = await TestPortal.start({ entities });
    ({ server } = portal);
    for (const { name, team } of everyone) {
      await portal.signIn(name);
      tasks.set(team, await startTask(name));
      await createFlag(name, team);
    }
  });

  const bearer = (name: string) => portal.bearer(name);

  async function startTask(name: string): Promise<string> {
    const { body } = await request(server)
      .post('/api/scaffolder/v2/tasks')
      .set('authorization', bearer(name))
      .send({ templateRef: 'template:default/say-hello', values: {} })
      .expect(201);
    return body.id;
  }

  async function createFlag(name: string, team: string): Promise<void> {
    await request(server)
      .post('/api/feature-flags/v1/flag-sets')
      .set('authorization', bearer(name))
      .send({
        name: team,
        entityRef: `component:default/${team}-service`,
      })
      .expect(201);
  }

  async function isAllowed(
    name: string,
    permissionName: string,
    about: About,
    team: string,
  ): Promise<boolean> {
    const resources = {
      none: {},
      entity: {
        resourceType: 'catalog-entity',
        resourceRef: `component:default/${team}-service`,
      },
      task: {
        resourceType: 'scaffolder-task',
        resourceRef: tasks.get(team),
      },
      production: {
        resourceType: 'feature-flag',
        resourceRef: `${team}@production`,
      },
      staging: {
        resourceType: 'feature-flag',
        resourceRef: `${team}@staging`,
      },
    };
    const { resourceRef, resourceType } = {
      resourceRef: undefined,
      resourceType: undefined,
      ...resources[about],
    };
    const { body } = await request(server)
      .post('/api/permission/authorize')
      .set('authorization', bearer(name))
      .send({
        items: [
          {
            id: 'asked',
            resourceRef,
            permission: {
              type: resourceType ? 'resource' : 'basic',
              name: permissionName,
              attributes: {},
              resourceType,
            },
          },
        ],
      })
      .expect(200);
    return body.items[0].result === 'ALLOW';
  }

  it.each(matrix)(
    'decides on %s of %s: everybody %s, platform engineers %s, super users %s',
    async (permission, about, ...expected) => {
      const found = await Promise.all(
        Object.values(people).map(async ({ name, team }) => {
          const own = await isAllowed(name, permission, about, team);
          const foreign = await isAllowed(
            name,
            permission,
            about,
            stranger.team,
          );
          return { own, foreign };
        }),
      );
      expect(found).toEqual(
        expected.map(each => ({
          own: each !== 'no',
          foreign: each === 'yes',
        })),
      );
    },
  );

  describe('a scorecard', () => {
    const push = (name: string, team: string) =>
      request(server)
        .put('/api/scorecard/v1/facts')
        .set('authorization', bearer(name))
        .send({
          entityRef: `component:default/${team}-service`,
          factRef: 'ci:default/coverage',
          value: { percent: 83 },
          source: 'the test',
          idempotencyKey: `${name} ${team}`,
        });
    const refresh = (name: string, team: string) =>
      request(server)
        .post(
          `/api/scorecard/v1/entities/component/default/${team}-service/refresh`,
        )
        .set('authorization', bearer(name));

    it('takes facts of what one owns, and of everything from platform engineers', async () => {
      await push('ada', 'payments-team').expect(200);
      const { body } = await push('ada', 'orders-team').expect(403);
      expect(body.error.message).toBe(
        "You may not store facts of 'component:default/orders-team-service'; that takes the permission 'scorecard.facts.write', which owners of an entity have by default",
      );
      await push('pat', 'orders-team').expect(200);
    });

    it('is evaluated anew for owners', async () => {
      const statuses = [
        await refresh('ada', 'payments-team'),
        await refresh('ada', 'orders-team'),
        await refresh('pat', 'orders-team'),
      ].map(({ status }) => status);
      expect(statuses).toEqual([202, 403, 202]);
    });
  });

  describe('a registered location', () => {
    const register = async (target: string) => {
      const { body } = await request(server)
        .post('/api/catalog/locations')
        .set('authorization', bearer('ada'))
        .send({ type: 'url', target })
        .expect(201);
      return `/api/catalog/locations/${body.location.id}`;
    };
    const as = (name: string, method: 'delete' | 'put', path: string) =>
      request(server)
        [method](path)
        .set('authorization', bearer(name))
        .send(
          method === 'put' ? { type: 'url', target: originOf('evil') } : {},
        );

    it('is unregistered and changed by the owners of what it brought only', async () => {
      const target = originOf('payments-team-service');
      const path = await register(target);
      for (const method of ['delete', 'put'] as const) {
        const { body } = await as('noor', method, path).expect(403);
        expect(body.error.message).toBe(
          `The location '${target}' brings 1 entity, of which you do not own 1`,
        );
      }
      await as('ada', 'delete', path).expect(204);
    });

    it('that brought nothing is left to platform engineers', async () => {
      const path = await register(originOf('empty'));
      const refused = await as('ada', 'delete', path);
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toContain('nobody owns it');
      await as('pat', 'delete', path).expect(204);
    });

    it('is not there with an id of another form', async () => {
      const path = '/api/catalog/locations/probe';
      const { body } = await as('ada', 'delete', path).expect(404);
      expect(body.error.message).toBe("No location with the id 'probe'");
    });
  });

  it('masks the secrets of a task in what the task says and stores', async () => {
    const secret = 'planted-secret-of-a-task';
    const { body: task } = await request(server)
      .post('/api/scaffolder/v2/tasks')
      .set('authorization', bearer('ada'))
      .send({
        templateRef: 'template:default/leak',
        values: {},
        secrets: { token: secret },
      })
      .expect(201);
    const read = async (path: string) =>
      (
        await request(server)
          .get(`/api/scaffolder/v2/tasks/${task.id}${path}`)
          .set('authorization', bearer('ada'))
          .expect(200)
      ).text;
    await portal.waitFor('end of the task', async () =>
      (await read('/events')).includes('"completion"'),
    );
    const events = await read('/events');
    expect(events).toContain('info\\u001b[39m: ***"');
    expect(events).toContain("Reading from '***' is not allowed");
    expect(events).toContain('"status":"failed"');
    expect(`${events}${await read('')}`).not.toContain(secret);
  });

  it('has a row here for every permission that a plugin declares', async () => {
    const declared = await Promise.all(
      ['catalog', 'scaffolder', 'feature-flags', 'scorecard'].map(
        async plugin => {
          const { body } = await request(server)
            .get(`/api/${plugin}/.well-known/backstage/permissions/metadata`)
            .set('authorization', bearer('root'))
            .expect(200);
          return body.permissions.map(({ name }: { name: string }) => name);
        },
      ),
    );
    const covered = new Set(matrix.map(([name]) => name));
    expect(declared.flat().filter(name => !covered.has(name))).toEqual([
      // Asked about parts of templates and about actions; allowed to everybody.
      'scaffolder.template.parameter.read',
      'scaffolder.template.step.read',
      'scaffolder.action.execute',
    ]);
  });
});
