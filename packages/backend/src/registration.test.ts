import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEntity, createGroup } from './__testUtils__/entities';
import { TestPortal } from './__testUtils__/TestPortal';

jest.setTimeout(120_000);

const files: Record<string, string> = {
  // Below the platform engineers, with the engineer who registers it.
  '/group.yaml': `
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: shadow-team }
spec: { type: team, parent: platform-team, children: [], members: [ada] }
`,
  '/user.yaml': `
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: eve }
spec: { memberOf: [platform-team] }
`,
  '/template.yaml': `
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: own-template }
spec: { type: service, owner: payments-team, steps: [{ action: 'debug:log' }] }
`,
  '/scorecard.yaml': `
apiVersion: causeway.io/v1alpha1
kind: Scorecard
metadata: { name: own-scorecard }
spec: { owner: payments-team, rules: [] }
`,
  '/component.yaml': `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ledger }
spec: { type: service, lifecycle: production, owner: payments-team }
`,
  // A service of another team, with annotations that its owners did not write.
  '/foreign.yaml': `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: order-service
  annotations: { backstage.io/kubernetes-id: payment-service }
spec: { type: service, lifecycle: production, owner: payments-team }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: witness }
spec: { type: service, lifecycle: production, owner: payments-team }
`,
};

describeWithDatabase('what an engineer registers', () => {
  let portal: TestPortal;
  let host: Server;
  let origin: string;

  beforeAll(async () => {
    host = createServer((req, res) => {
      const content = files[req.url ?? ''];
      res.statusCode = content === undefined ? 404 : 200;
      res.end(content);
    });
    await new Promise<void>(resolve => {
      host.listen(0, '127.0.0.1', resolve);
    });
    const { port } = host.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
    files['/nested.yaml'] = `
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: nested }
spec: { targets: ['${origin}/group.yaml'] }
`;
    portal = await TestPortal.start({
      entities: [
        createGroup('platform-team'),
        createGroup('payments-team'),
        createGroup('orders-team'),
        createEntity('User', 'ada', { memberOf: ['payments-team'] }),
        createEntity('User', 'pat', { memberOf: ['platform-team'] }),
        createEntity('Component', 'order-service', {
          type: 'service',
          lifecycle: 'production',
          owner: 'orders-team',
        }),
      ],
      readableHosts: [`127.0.0.1:${port}`],
    });
    await portal.signIn('ada');
    await portal.signIn('pat');
  });

  afterAll(() => {
    host.close();
  });

  const register = (file: string, query = '') =>
    portal.as('ada', 'post', `/api/catalog/locations${query}`, {
      type: 'url',
      target: `${origin}${file}`,
    });
  const has = async (kind: string, name: string) =>
    (
      await portal.as(
        'pat',
        'get',
        `/api/catalog/entities/by-name/${kind}/default/${name}`,
      )
    ).status === 200;

  it.each([
    ['group:default/shadow-team', '/group.yaml'],
    ['group:default/shadow-team', '/nested.yaml'],
    ['user:default/eve', '/user.yaml'],
    ['template:default/own-template', '/template.yaml'],
    ['scorecard:default/own-scorecard', '/scorecard.yaml'],
  ])('is refused with a reason where it brings %s by %s', async (ref, file) => {
    const { body, status } = await register(file, '?dryRun=true');
    expect(status).toBe(400);
    expect(body.error.message).toContain(`Entity ${ref} at url:${origin}`);
    expect(body.error.message).toContain(
      'is not of an allowed kind for that location',
    );
  });

  it('gives no rights, also where it was registered without looking', async () => {
    await register('/group.yaml').expect(201);
    await register('/user.yaml').expect(201);
    // Read after the two, by the same schedule.
    await register('/component.yaml').expect(201);
    await portal.waitFor('component that was registered', () =>
      has('component', 'ledger'),
    );
    expect(await has('group', 'shadow-team')).toBe(false);
    expect(await has('user', 'eve')).toBe(false);
    const { body } = await portal
      .as('ada', 'post', '/api/permission/authorize', {
        items: [
          {
            id: 'asked',
            permission: {
              type: 'basic',
              name: 'devtools.administer',
              attributes: { action: 'read' },
            },
          },
        ],
      })
      .expect(200);
    expect(body.items[0].result).toBe('DENY');
  });

  describe('annotations', () => {
    const path =
      '/api/catalog/entities/by-name/component/default/order-service';

    it('stay as their owners wrote them, whoever registers the entity again', async () => {
      await register('/foreign.yaml').expect(201);
      await portal.waitFor('entity beside it in the file', () =>
        has('component', 'witness'),
      );
      const { body } = await portal.as('pat', 'get', path).expect(200);
      expect(body.spec.owner).toBe('orders-team');
      expect(body.metadata.annotations).not.toHaveProperty(
        'backstage.io/kubernetes-id',
      );
    });

    it('are written in the repository alone: no route takes an entity', async () => {
      const { body: spec } = await portal
        .as('pat', 'get', '/api/catalog/openapi.json')
        .expect(200);
      const changing = Object.entries<object>(spec.paths).flatMap(
        ([route, methods]) =>
          Object.keys(methods)
            .filter(method =>
              ['delete', 'patch', 'post', 'put'].includes(method),
            )
            .map(method => `${method} ${route}`),
      );
      // An upgrade that brings another has to be looked at: who may change what by it?
      expect(changing.sort()).toEqual([
        'delete /api/catalog/entities/by-uid/{uid}',
        'delete /api/catalog/locations/{id}',
        'post /api/catalog/analyze-location',
        'post /api/catalog/entities/by-query',
        'post /api/catalog/entities/by-refs',
        'post /api/catalog/entity-facets',
        'post /api/catalog/locations',
        'post /api/catalog/locations/by-query',
        'post /api/catalog/refresh',
        'post /api/catalog/validate-entity',
        'put /api/catalog/locations/{id}',
      ]);
      for (const method of ['patch', 'post', 'put'] as const) {
        const { status } = await portal.as('pat', method, path, {
          metadata: { annotations: { 'causeway.io/limited-to': 'nobody' } },
        });
        expect([method, status]).toEqual([method, 404]);
      }
    });

    it('are written by no action that an assistant can call', async () => {
      const { body } = await portal
        .as('pat', 'get', '/api/catalog/.backstage/actions/v1/actions')
        .expect(200);
      const changing = body.actions.filter(
        ({ attributes }: { attributes: { readOnly: boolean } }) =>
          !attributes.readOnly,
      );
      expect(changing.map(({ name }: { name: string }) => name).sort()).toEqual(
        ['refresh-catalog-entity', 'register-entity', 'unregister-entity'],
      );
    });
  });
});
