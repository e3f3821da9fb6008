import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogProcessorCache } from '@backstage/plugin-catalog-node';
import type { Flag } from '@causeway/plugin-feature-flags-common';
import { FeatureFlagsProcessor } from './FeatureFlagsProcessor';
import { FlaggedEntities } from './FlaggedEntities';

function flag(entityRef: string): Flag {
  const at = '2026-11-22T12:00:00Z';
  const by = 'user:default/ada';
  return {
    flagSet: 'checkout',
    key: 'checkout-v2',
    type: 'boolean',
    kind: 'release',
    tags: [],
    entityRef,
    variants: { on: true },
    prerequisites: [],
    metadata: {},
    environments: {},
    revision: 1,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  };
}

function createCache(): CatalogProcessorCache {
  const values = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => values.get(key) as T | undefined,
    set: async (key, value) => {
      values.set(key, value);
    },
  };
}

function start(options: { reuseMs?: number } = {}) {
  const listFlags = jest.fn();
  const processor = new FeatureFlagsProcessor(
    new FlaggedEntities({
      auth: mockServices.auth(),
      flags: {
        listFlags,
        getFlagSet: jest.fn(),
        createFlagSet: jest.fn(),
        createFlag: jest.fn(),
      },
      logger: mockServices.logger.mock(),
      reuseMs: options.reuseMs,
    }),
  );
  const process = async (
    name: string,
    cache = createCache(),
    annotations: Record<string, string> = { 'example.com/kept': 'yes' },
  ) => {
    const entity: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, annotations },
    };
    const { metadata } = await processor.preProcessEntity(
      entity,
      undefined,
      () => {},
      undefined,
      cache,
    );
    return metadata.annotations;
  };
  return { listFlags, process };
}

const marked = {
  'example.com/kept': 'yes',
  'causeway.io/has-feature-flags': 'true',
};
const unmarked = { 'example.com/kept': 'yes' };

describe('FeatureFlagsProcessor', () => {
  it('marks the entities that flags are for, and asks once for many', async () => {
    const { listFlags, process } = start();
    listFlags
      .mockResolvedValueOnce({
        items: [flag('component:default/payment-service')],
        nextCursor: '1',
      })
      .mockResolvedValueOnce({ items: [flag('component:default/cart')] });

    expect(
      await Promise.all(
        ['payment-service', 'cart', 'ledger'].map(n => process(n)),
      ),
    ).toEqual([marked, marked, unmarked]);
    expect(listFlags).toHaveBeenCalledTimes(2);
  });

  it('takes the mark off when the last flag is gone, or the file claims it', async () => {
    const { listFlags, process } = start({ reuseMs: 0 });
    const cache = createCache();
    listFlags.mockResolvedValueOnce({
      items: [flag('component:default/cart')],
    });
    expect(await process('cart', cache)).toEqual(marked);
    listFlags.mockResolvedValue({ items: [] });
    expect(await process('cart', cache)).toEqual(unmarked);
    expect(await process('ledger', createCache(), marked)).toEqual(unmarked);
  });

  it('keeps what it knew of an entity while flags cannot be asked', async () => {
    const before = start();
    const [cart, ledger] = [createCache(), createCache()];
    before.listFlags.mockResolvedValue({
      items: [flag('component:default/cart')],
    });
    await before.process('cart', cart);
    await before.process('ledger', ledger);

    // After a restart the memory is empty; the cache is in the catalog's database.
    const { listFlags, process } = start();
    listFlags.mockRejectedValue(new Error('starting'));
    expect(await process('cart', cart)).toEqual(marked);
    expect(await process('ledger', ledger)).toEqual(unmarked);
    expect(listFlags).toHaveBeenCalledTimes(1);
  });
});
