import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  type EntityProvider,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import catalogModuleScorecard from '@causeway/plugin-catalog-backend-module-scorecard';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { component } from './__testUtils__/entities';
import { scorecardPlugin } from './plugin';

const rules = (minimum: number) => `
id: basics
filter: { kind: Component }
rules:
  - id: has-description
    path: $.metadata.description
    operator: greaterThan
    value: ${minimum}
`;

const owner = 'group:default/team';

/** Puts entities into the catalog as an integration does. */
class TestProvider implements EntityProvider {
  #connection: EntityProviderConnection | undefined;

  getProviderName() {
    return 'test';
  }

  async connect(connection: EntityProviderConnection) {
    this.#connection = connection;
  }

  async put(entity: Entity) {
    await this.#mutate({
      added: [{ entity: withLocation(entity) }],
      removed: [],
    });
  }

  async remove(entity: Entity) {
    await this.#mutate({
      added: [],
      removed: [{ entityRef: stringifyEntityRef(entity) }],
    });
  }

  async #mutate(
    change: Omit<
      Parameters<EntityProviderConnection['applyMutation']>[0] & {
        type: 'delta';
      },
      'type'
    >,
  ) {
    await this.#connection?.applyMutation({ type: 'delta', ...change });
  }
}

/** As it stands in a file: the catalog makes the relations itself. */
function withLocation({ relations: _, ...entity }: Entity): Entity {
  const location = 'url:https://git.example/catalog-info.yaml';
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
      },
    },
  };
}

async function until<T>(
  read: () => Promise<T | undefined>,
  options: { seconds: number },
): Promise<T> {
  const end = Date.now() + options.seconds * 1000;
  while (Date.now() < end) {
    const value = await read();
    if (value !== undefined) {
      return value;
    }
    await sleep(100);
  }
  throw new Error(`Nothing within ${options.seconds} seconds`);
}

describeWithDatabase('scorecardPlugin', () => {
  it('takes changes of the catalog and of rules to the results within seconds', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'scorecard-'));
    const file = join(directory, 'basics.yaml');
    await writeFile(file, rules(10));
    const db = await createTestDatabase();
    const clients = new Map([
      ['scorecard', db],
      ['catalog', await createTestDatabase()],
    ]);
    const provider = new TestProvider();
    const backend = await startTestBackend({
      features: [
        eventsServiceFactory,
        schedulerServiceFactory,
        catalogPlugin,
        catalogModuleScorecard,
        scorecardPlugin,
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'test-provider',
          register(reg) {
            reg.registerInit({
              deps: { processing: catalogProcessingExtensionPoint },
              async init({ processing }) {
                processing.addEntityProvider(provider);
              },
            });
          },
        }),
        createServiceFactory({
          service: coreServices.database,
          deps: { plugin: coreServices.pluginMetadata },
          factory: ({ plugin }) =>
            mockServices.database({ knex: clients.get(plugin.getId()) ?? db }),
        }),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:0' },
            catalog: {
              rules: [{ allow: ['Component', 'Group', 'Scorecard'] }],
            },
            scorecard: {
              files: [file],
              shipped: false,
              schedule: {
                initialDelay: { seconds: 0 },
                frequency: { hours: 1 },
                timeout: { minutes: 1 },
              },
            },
          },
        }),
      ],
    });
    const statesOf = (
      entityRef: string,
      expected?: string,
      scorecardId = 'basics',
    ) =>
      until(
        async () => {
          const row = await db('entity_results')
            .where({ scorecard_id: scorecardId, entity_ref: entityRef })
            .first();
          return expected === undefined || row?.states === expected
            ? row?.states
            : undefined;
        },
        { seconds: 15 },
      );
    try {
      await provider.put(component('cart', { owner }));
      expect(await statesOf('component:default/cart')).toBe('f');

      // Each change waits for the catalog to process and stitch it, and for one look at the queue.
      const names = Array.from(
        { length: 20 },
        (_, index) => `service-${index}`,
      );
      for (const name of names) {
        await provider.put(component(name, { owner }));
      }
      await Promise.all(
        names.map(name => statesOf(`component:default/${name}`, 'f')),
      );
      const times = await Promise.all(
        names.map(async (name, index) => {
          await sleep(index * 150);
          const start = Date.now();
          await provider.put(
            component(name, { owner, description: 'Does what it should' }),
          );
          await statesOf(`component:default/${name}`, 'p');
          return Date.now() - start;
        }),
      );
      times.sort((a, b) => a - b);
      expect(times[Math.ceil(times.length * 0.95) - 1]).toBeLessThan(5000);

      await writeFile(file, rules(1000));
      await statesOf('component:default/service-0', 'f');

      await provider.put({
        apiVersion: 'causeway.io/v1alpha1',
        kind: 'Scorecard',
        metadata: { name: 'of-the-catalog', namespace: 'default' },
        spec: {
          owner,
          rules: [
            { id: 'owned', path: '$.spec.owner', operator: 'isNotEmpty' },
          ],
        },
      });
      await statesOf('component:default/cart', 'p', 'of-the-catalog');
    } finally {
      await backend.stop();
      await rm(directory, { recursive: true, force: true });
    }
  }, 60_000);
});
