import { mockServices } from '@backstage/backend-test-utils';
import type { Flag } from '@causeway/plugin-feature-flags-common';
import { createFlagCollector } from './createFlagCollector';

function flag(key: string, updatedAt: string, entityRef: string): Flag {
  return {
    key,
    flagSet: 'cart',
    type: 'boolean',
    kind: 'release',
    tags: [],
    entityRef,
    variants: { on: true, off: false },
    prerequisites: [],
    metadata: {},
    environments: {},
    revision: 1,
    createdAt: updatedAt,
    createdBy: 'user:default/guest',
    updatedAt,
    updatedBy: 'user:default/guest',
  };
}

const entity = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name },
});

const { signal } = new AbortController();

describe('createFlagCollector', () => {
  it('counts the flags of each entity over all pages, once for all batches', async () => {
    const pages = [
      [flag('old', '2001-01-01T00:00:00Z', 'component:default/cart')],
      [
        flag('new', new Date().toISOString(), 'Component:default/cart'),
        flag('other', new Date().toISOString(), 'component:default/orders'),
      ],
    ];
    const listFlags = jest.fn(
      async ({ cursor = '0' }: { cursor?: string }) => ({
        items: pages[Number(cursor)],
        ...(cursor === '0' && { nextCursor: '1' }),
      }),
    );
    const collector = createFlagCollector({
      auth: mockServices.auth(),
      flags: { listFlags },
    });

    const cart = await collector.collect([entity('cart')], { signal });
    const library = await collector.collect([entity('library')], { signal });

    expect(cart.get('component:default/cart')).toMatchObject({
      status: 'known',
      value: { flags: 2, stale: 1, staleFlags: ['old'] },
    });
    expect(library.get('component:default/library')).toMatchObject({
      value: { flags: 0, stale: 0, staleFlags: [] },
    });
    expect(listFlags).toHaveBeenCalledTimes(2);
  });

  it('asks again after a failure', async () => {
    const listFlags = jest
      .fn()
      .mockRejectedValueOnce(new Error('not there yet'))
      .mockResolvedValue({ items: [] });
    const collector = createFlagCollector({
      auth: mockServices.auth(),
      flags: { listFlags },
    });

    await expect(
      collector.collect([entity('cart')], { signal }),
    ).rejects.toThrow('not there yet');
    expect((await collector.collect([entity('cart')], { signal })).size).toBe(
      1,
    );
  });
});
