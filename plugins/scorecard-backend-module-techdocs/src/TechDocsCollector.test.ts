import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TechDocsCollector } from './TechDocsCollector';

function component(
  name: string,
  annotations?: { [key: string]: string },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
  };
}

const documented = { 'backstage.io/techdocs-ref': 'dir:.' };

const files: { [path: string]: unknown } = {
  '/static/docs/default/component/cart/techdocs_metadata.json': {
    site_name: 'Cart',
    build_timestamp: Date.parse('2026-11-01T12:00:00Z'),
  },
  '/static/docs/default/component/cart/search/search_index.json': {
    docs: [
      { location: '', title: 'Home', text: 'Keeps what is in the cart' },
      { location: '#why', title: 'Why', text: 'a section of the page above' },
      { location: 'adr/1/', title: 'ADR 1', text: 'one two three' },
      { location: 'how/', title: 'Architecture', text: 'TODO' },
      {
        location: 'night/',
        title: 'At night',
        text: 'Look at the queue. Then restart.',
        tags: ['runbook'],
      },
      { location: 42 },
    ],
  },
  '/static/docs/default/component/broken/techdocs_metadata.json': 'not json',
};

describe('TechDocsCollector', () => {
  let server: Server;
  let collector: TechDocsCollector;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const file = files[request.url ?? ''];
      if (!request.headers.authorization?.startsWith('Bearer mock-service')) {
        response.writeHead(401).end();
      } else if (file === undefined) {
        response.writeHead(404).end();
      } else {
        response.end(typeof file === 'string' ? file : JSON.stringify(file));
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    collector = new TechDocsCollector({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => `http://127.0.0.1:${port}`,
      }),
    });
  });

  afterAll(() => {
    server.close();
  });

  it('describes the pages of published sites, and what it cannot read', async () => {
    const facts = await collector.collect(
      [
        component('cart', documented),
        component('checkout', {
          'backstage.io/techdocs-entity': 'component:default/cart',
        }),
        component('unpublished', documented),
        component('undocumented'),
        component('broken', documented),
      ],
      { signal: new AbortController().signal },
    );

    const cart = {
      status: 'known',
      value: {
        isPublished: true,
        builtAt: '2026-11-01T12:00:00.000Z',
        words: 16,
        architecture: { path: 'adr/1/', title: 'ADR 1', words: 3, tags: [] },
        runbook: { path: 'night/', words: 6, tags: ['runbook'] },
        placeholders: ['how/'],
      },
    };
    expect(facts.get('component:default/cart')).toMatchObject(cart);
    expect(facts.get('component:default/checkout')).toMatchObject(cart);
    const none = { status: 'known', value: { isPublished: false } };
    expect(facts.get('component:default/unpublished')).toMatchObject(none);
    expect(facts.get('component:default/undocumented')).toMatchObject(none);
    expect(facts.get('component:default/broken')).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining(
        'The site of the documents cannot be read',
      ),
    });
  });
});
