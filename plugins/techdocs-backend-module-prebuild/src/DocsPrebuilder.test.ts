import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { DocsPrebuilder } from './DocsPrebuilder';

const component = (name: string, annotations?: Record<string, string>) =>
  ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
  } satisfies Entity);

const hasDocs = { 'backstage.io/techdocs-ref': 'dir:.' };

describe('DocsPrebuilder', () => {
  let server: Server;
  let requests: Array<{ url?: string; authorization?: string }>;

  beforeEach(async () => {
    requests = [];
    server = createServer((req, res) => {
      requests.push({
        url: req.url,
        authorization: req.headers.authorization,
      });
      res.statusCode = req.url?.endsWith('/broken') ? 500 : 200;
      res.end();
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterEach(() => {
    server.close();
  });

  function createPrebuilder(entities: Entity[]) {
    const { port } = server.address() as AddressInfo;
    const logger = mockServices.logger.mock();
    const prebuilder = new DocsPrebuilder({
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities }),
      discovery: {
        getBaseUrl: async () => `http://127.0.0.1:${port}/api/techdocs`,
        getExternalBaseUrl: async () => '',
      },
      logger,
    });
    return { prebuilder, logger };
  }

  it('syncs each entity with docs, and goes on after one that fails', async () => {
    const { prebuilder, logger } = createPrebuilder([
      component('broken', hasDocs),
      component('plain'),
      component('payment-service', hasDocs),
    ]);

    await prebuilder.run();

    expect(requests.map(({ url }) => url)).toEqual([
      '/api/techdocs/sync/default/Component/broken',
      '/api/techdocs/sync/default/Component/payment-service',
    ]);
    expect(requests[0].authorization).toMatch(/^Bearer ./);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        "The docs of 'component:default/broken' could not be built ahead",
      ),
    );
  });

  it('stops between sites when it is asked to', async () => {
    const { prebuilder } = createPrebuilder([
      component('payment-service', hasDocs),
    ]);

    await prebuilder.run(AbortSignal.abort());

    expect(requests).toEqual([]);
  });
});
