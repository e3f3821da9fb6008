import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogProcessorCache } from '@backstage/plugin-catalog-node';
import { ChangeProcessor } from './ChangeProcessor';
import { LevelProcessor } from './LevelProcessor';
import { ScorecardLevels } from './ScorecardLevels';

const location = { type: 'file', target: 'catalog-info.yaml' };

function createCache(): CatalogProcessorCache {
  const values = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => values.get(key) as T | undefined,
    set: async (key, value) => {
      values.set(key, value);
    },
  };
}

function component(name: string, labels?: Entity['metadata']['labels']) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, ...(labels && { labels }) },
  };
}

/** Answers of the scorecard backend, in turn. */
function start(answers: (Response | Error)[]) {
  const requests = jest.fn<Promise<Response>, [string, RequestInit]>();
  for (const answer of answers) {
    if (answer instanceof Error) {
      requests.mockRejectedValueOnce(answer);
    } else {
      requests.mockResolvedValueOnce(answer);
    }
  }
  const logger = mockServices.logger.mock();
  const processor = new LevelProcessor({
    levels: new ScorecardLevels({
      auth: mockServices.auth(),
      discovery: mockServices.discovery(),
      logger,
      fetch: async (url, init = {}) => requests(String(url), init),
      reuseMs: 0,
    }),
  });
  const process = async (entity: Entity, cache = createCache()) => {
    const { metadata } = await processor.postProcessEntity(
      entity,
      location,
      () => {},
      cache,
    );
    // What was asked for meanwhile is there at the next turn.
    await new Promise(resolve => setImmediate(resolve));
    await new Promise(resolve => setImmediate(resolve));
    return metadata.labels;
  };
  return { logger, process, requests };
}

function page(body: object, etag = '"1"') {
  return Response.json(body, { headers: { etag } });
}

const cart = {
  entityRef: 'component:default/cart',
  levels: { readiness: 'gold', docs: 'none' },
};
const labels = {
  'scorecard.causeway.io/readiness': 'gold',
  'scorecard.causeway.io/docs': 'none',
};

describe('LevelProcessor', () => {
  it('labels entities with their levels once these are read, page by page', async () => {
    const { process, requests } = start([
      page({ items: [cart], nextCursor: 'next' }),
      page({
        items: [
          {
            entityRef: 'component:default/ledger',
            levels: { docs: 'silver' },
          },
        ],
      }),
    ]);
    expect(await process(component('cart'))).toBeUndefined();
    expect(await process(component('cart', { app: 'shop' }))).toEqual({
      app: 'shop',
      ...labels,
    });
    expect(await process(component('ledger'))).toEqual({
      'scorecard.causeway.io/docs': 'silver',
    });
    expect(requests.mock.calls[1][0]).toMatch(/\/v1\/levels\?cursor=next$/);
  });

  it('takes off a label that a file claims or that holds no more', async () => {
    const { process } = start([
      page({ items: [cart] }),
      page({ items: [] }, '"2"'),
    ]);
    const claim = { 'scorecard.causeway.io/readiness': 'gold', app: 'shop' };
    await process(component('cart'));
    expect(await process(component('ledger', claim))).toEqual({ app: 'shop' });
    expect(await process(component('cart', labels))).toBeUndefined();
  });

  it('keeps the labels over a restart until levels are known again', async () => {
    const cache = createCache();
    const before = start([page({ items: [cart] })]);
    await before.process(component('cart'));
    await before.process(component('cart'), cache);

    const { logger, process } = start([new Error('starting')]);
    expect(await process(component('cart'), cache)).toEqual(labels);
    expect(await process(component('cart'), cache)).toEqual(labels);
    expect(logger.warn).toHaveBeenCalledWith(
      'The levels of scorecards cannot be read',
      { error: 'starting' },
    );
  });

  it('does not read levels again of which none differs', async () => {
    const { process, requests } = start([
      page({ items: [cart] }),
      new Response(undefined, { status: 304 }),
    ]);
    await process(component('cart'));
    await process(component('cart'));
    expect(await process(component('cart'))).toEqual(labels);
    expect(requests.mock.calls[1][1].headers).toMatchObject({
      'If-None-Match': '"1"',
    });
  });

  it('is no change that scorecards would be evaluated for', async () => {
    const add = jest.fn();
    const changes = new ChangeProcessor({ changes: { add } });
    const cache = createCache();
    const process = (entity: Entity) =>
      changes.postProcessEntity(entity, location, () => {}, cache);
    await process(component('cart', { app: 'shop' }));
    await process(component('cart', { app: 'shop', ...labels }));
    expect(add).toHaveBeenCalledTimes(1);
    await process(component('cart', { app: 'web', ...labels }));
    expect(add).toHaveBeenCalledTimes(2);
  });
});
