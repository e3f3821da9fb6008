import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Router } from 'express';
import request from 'supertest';
import kubernetesModuleOwnership from '.';

const payments = 'group:default/payments';

function component(
  name: string,
  owner: string,
  annotations: Record<string, string>,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    spec: { type: 'service', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

const entities = [
  component('ledger', payments, { 'backstage.io/kubernetes-id': 'ledger' }),
  component('refunds', payments, {
    'backstage.io/kubernetes-label-selector': 'app=refunds, tier==back',
    'backstage.io/kubernetes-namespace': 'money',
  }),
  component('greedy', payments, {
    'backstage.io/kubernetes-label-selector': 'app in (orders), app!=x, app',
  }),
  component('orders', 'group:default/orders', {
    'backstage.io/kubernetes-id': 'orders',
  }),
];

// What runs in the cluster: labels by namespace and name.
const pods: Record<string, Record<string, string>> = {
  'live/ledger-1': { 'backstage.io/kubernetes-id': 'ledger' },
  'money/refunds-1': { app: 'refunds', tier: 'back' },
  'live/refunds-2': { app: 'refunds', tier: 'back' },
  'live/orders-1': { app: 'orders', 'backstage.io/kubernetes-id': 'orders' },
  'live/nobodys-1': {},
};

const ada = mockCredentials.user.header('user:default/ada');
const pat = mockCredentials.user.header('user:default/pat');

let seen: string[];

beforeEach(() => {
  seen = [];
});

// In place of the plugin, whose client of clusters Jest cannot load: what reaches its routes has
// passed the guard. The browser tests have the plugin itself.
const kubernetesPlugin = createBackendPlugin({
  pluginId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const router = Router();
        router.use('/proxy', (req, res) => {
          seen.push(`${req.method} ${req.path}`);
          const [, namespace, name, log] =
            /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)(\/log)?$/.exec(
              req.path,
            ) ?? [];
          const labels = pods[`${namespace}/${name}`];
          if (log && labels) {
            res.send(`logs of ${name}`);
          } else if (name && !labels) {
            res.status(404).json({});
          } else {
            res.json({ items: [], metadata: { name, labels } });
          }
        });
        httpRouter.use(router);
      },
    });
  },
});

async function startKubernetes() {
  const isPlatform = (credentials: unknown) =>
    JSON.stringify(credentials).includes('user:default/pat');
  const { server } = await startTestBackend({
    features: [
      kubernetesPlugin,
      kubernetesModuleOwnership,
      catalogServiceMock.factory({ entities }),
      mockServices.userInfo.mock({
        getUserInfo: async () => ({
          userEntityRef: 'user:default/ada',
          ownershipEntityRefs: ['user:default/ada', payments],
        }),
      }).factory,
      // As the table of roles decides: platform engineers everything, owners the pods.
      mockServices.permissions.mock({
        authorize: async (requests, { credentials }) =>
          requests.map(query => ({
            result:
              query.permission.name === 'kubernetes.proxy' ||
              isPlatform(credentials) ||
              entities.some(
                entity =>
                  'resourceRef' in query &&
                  query.resourceRef ===
                    `component:default/${entity.metadata.name}` &&
                  entity.spec?.owner === payments,
              )
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          })),
        authorizeConditional: async requests =>
          requests.map(() => ({
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'catalog',
            resourceType: 'catalog-entity',
            conditions: {
              rule: 'IS_ENTITY_OWNER',
              resourceType: 'catalog-entity',
              params: { claims: [payments] },
            },
          })),
      }).factory,
    ],
  });
  return (
    path: string,
    options: { as?: string; method?: 'get' | 'post' | 'delete' } = {},
  ) =>
    request(server)
      [options.method ?? 'get'](`/api/kubernetes/proxy${path}`)
      .set('authorization', options.as ?? ada)
      .set('backstage-kubernetes-cluster', 'live');
}

const live = '/api/v1/namespaces/live';

describe('kubernetesModuleOwnership', () => {
  it('shows owners their pods, logs and events, found by id or selector', async () => {
    const call = await startKubernetes();
    const logs = await call(`${live}/pods/ledger-1/log?container=app`);
    expect([logs.status, logs.text]).toEqual([200, 'logs of ledger-1']);
    for (const path of [
      `${live}/pods/ledger-1`,
      `${live}/events?fieldSelector=involvedObject.name=ledger-1`,
      '/api/v1/namespaces/money/pods/refunds-1/log',
    ]) {
      expect([path, (await call(path)).status]).toEqual([path, 200]);
    }
  });

  it('refuses what does not belong to the caller in the same words as what does not exist', async () => {
    const call = await startKubernetes();
    for (const [namespace, name] of [
      ['live', 'orders-1'],
      ['live', 'nobodys-1'],
      // The entity names another namespace.
      ['live', 'refunds-2'],
      ['live', 'not-there'],
    ]) {
      const { status, body } = await call(
        `/api/v1/namespaces/${namespace}/pods/${name}/log`,
      );
      expect([status, body.error?.message]).toEqual([
        403,
        `The pod '${name}' in '${namespace}' belongs to no entity that you own`,
      ]);
    }
    expect(seen.filter(line => line.endsWith('/log'))).toEqual([]);
  });

  it.each<[string, 'get' | 'post' | 'delete', string]>([
    ['a list of pods', 'get', `${live}/pods`],
    ['secrets', 'get', `${live}/secrets`],
    ['a shell', 'get', `${live}/pods/ledger-1/exec?command=sh`],
    ['deleting', 'delete', `${live}/pods/ledger-1`],
    ['creating', 'post', `${live}/pods/ledger-1/log`],
    ['all events', 'get', `${live}/events`],
    [
      'events of several',
      'get',
      `${live}/events?fieldSelector=involvedObject.name=ledger-1,type=x`,
    ],
    [
      'two selectors',
      'get',
      `${live}/events?fieldSelector=involvedObject.name=ledger-1&fieldSelector=a=b`,
    ],
    ['another path in disguise', 'get', `${live}/pods/..%2fsecrets`],
    ['upper case in disguise', 'get', `${live}/PODS/ledger-1`],
  ])('leaves %s to platform engineers', async (_, method, path) => {
    const call = await startKubernetes();
    const refused = await call(path, { method });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('is for platform engineers');
    expect(seen).toEqual([]);
    const allowed = await call(path, { method, as: pat });
    expect(allowed.status).not.toBe(403);
    expect(seen).toHaveLength(1);
  });

  it('lets nobody in without credentials', async () => {
    const call = await startKubernetes();
    const { status } = await call(`${live}/pods/ledger-1`, {
      as: mockCredentials.none.header(),
    });
    expect(status).toBe(401);
    expect(seen).toEqual([]);
  });
});
