import type { Entity } from '@backstage/catalog-model';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createDefinitionCollector } from './createDefinitionCollector';
import { InspectionWorker, type InspectionRequest } from './InspectionWorker';

const { signal } = new AbortController();

function api(name: string, type: string, definition: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name },
    spec: { type, definition },
  };
}

const openapi = `
openapi: 3.0.3
info: { title: Carts, version: 1.4.0 }
servers: [{ url: https://carts.example }]
paths:
  /carts:
    get:
      summary: Lists carts
      responses:
        '200':
          description: They are listed
          content:
            application/json: { example: [] }
    post:
      responses: { '201': { description: It is there } }
`;

// The thread runs the sources as they are, as the portal does in development.
const execArgv = [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];

describe('createDefinitionCollector', () => {
  const workers: InspectionWorker[] = [];
  const createWorker = (
    options: ConstructorParameters<typeof InspectionWorker>[0] = {},
  ) => {
    const worker = new InspectionWorker({
      execArgv,
      timeoutMs: 60_000,
      ...options,
    });
    workers.push(worker);
    return worker;
  };

  afterEach(async () => {
    await Promise.all(workers.splice(0).map(worker => worker.close()));
  });

  async function collect(
    entities: Entity[],
    worker = createWorker(),
    batchMs = 60_000,
  ) {
    return createDefinitionCollector({ worker, batchMs }).collect(entities, {
      signal,
    });
  }

  it('describes definitions of all four types, and nothing else', async () => {
    const facts = await collect([
      api('carts', 'openapi', openapi),
      api(
        'events',
        'asyncapi',
        `
asyncapi: 3.0.0
info: { title: Events, version: 2.0.0 }
servers: { main: { host: 'kafka:9092', protocol: kafka } }
channels:
  orders:
    address: orders
    messages: { placed: { payload: { type: object }, examples: [{ payload: {} }, { payload: {} }] } }
operations:
  onOrder: { action: receive, channel: { $ref: '#/channels/orders' } }
`,
      ),
      api(
        'graph',
        'graphql',
        '"A shop" type Shop { "Its name" name: String, city: String }\ntype Query { shop: Shop }',
      ),
      api(
        'stock',
        'GRPC',
        `syntax = "proto3";
package stock.v2;
import "google/protobuf/empty.proto";
// Counts what is there.
service Stock {
  // Counts one thing.
  rpc Count (google.protobuf.Empty) returns (google.protobuf.Empty);
  rpc Reserve (google.protobuf.Empty) returns (google.protobuf.Empty);
}`,
      ),
      api('soap', 'wsdl', '<definitions/>'),
      { ...api('cart', 'openapi', openapi), kind: 'Component' },
    ]);

    expect([...facts.keys()]).toEqual([
      'api:default/carts',
      'api:default/events',
      'api:default/graph',
      'api:default/stock',
    ]);
    expect(facts.get('api:default/carts')).toMatchObject({
      status: 'known',
      value: {
        type: 'openapi',
        isParsed: true,
        version: '1.4.0',
        errors: 0,
        operations: 2,
        undescribed: 1,
        withoutDescription: ['POST /carts'],
        examples: 1,
        servers: ['https://carts.example'],
        externalReferences: [],
        findings: expect.arrayContaining([
          {
            severity: 'warning',
            code: 'info-contact',
            message: 'Info object must have "contact" object.',
            line: 3,
            column: 6,
          },
        ]),
      },
    });
    expect(facts.get('api:default/events')).toMatchObject({
      value: {
        version: '2.0.0',
        operations: 1,
        withoutDescription: ['onOrder'],
        examples: 2,
        servers: ['kafka:9092'],
      },
    });
    expect(facts.get('api:default/graph')).toMatchObject({
      value: {
        errors: 0,
        warnings: 0,
        operations: 3,
        withoutDescription: ['Shop.city', 'Query.shop'],
      },
    });
    expect(facts.get('api:default/stock')).toMatchObject({
      value: {
        type: 'grpc',
        version: 'v2',
        errors: 0,
        warnings: 0,
        operations: 2,
        withoutDescription: ['Stock.Reserve'],
        externalReferences: ['google/protobuf/empty.proto'],
      },
    });
  }, 60_000);

  it('says where a definition breaks', async () => {
    const facts = await collect([
      api('a', 'openapi', 'openapi: 3.0.3\ninfo: { title: [ }'),
      api('b', 'openapi', 'swaggers: 1'),
      api('c', 'asyncapi', 'asyncapi: 99.0.0'),
      api('d', 'graphql', 'type Query {\n  a: }'),
      api('e', 'grpc', 'syntax = "proto3";\nmessage A { string a = }'),
      api('f', 'graphql', 'type Query { a: Missing }'),
      api('g', 'openapi', `${openapi}  /x: { get: { responses: 5 } }`),
    ]);
    const values = [...facts.values()].map(fact =>
      fact.status === 'known' ? fact.value : fact,
    );

    expect(values.slice(0, 5)).toMatchObject([
      { isParsed: false, problem: { line: 2, code: 'parser' } },
      {
        isParsed: false,
        problem: {
          line: 1,
          message: "It is no OpenAPI document: it does not say 'openapi'",
        },
      },
      { isParsed: false, problem: { line: 1, severity: 'error' } },
      {
        isParsed: false,
        problem: { line: 2, column: 6, message: expect.stringMatching(/Name/) },
      },
      { isParsed: false, problem: { line: 2, message: "illegal id '}'" } },
    ]);
    expect(values[5]).toMatchObject({
      isParsed: true,
      errors: 1,
      findings: [
        { severity: 'error', message: 'Unknown type "Missing".', line: 1 },
      ],
    });
    expect(values[6]).toMatchObject({
      isParsed: true,
      errors: expect.any(Number),
      findings: expect.arrayContaining([
        expect.objectContaining({ severity: 'error', code: 'oas3-schema' }),
      ]),
    });
  }, 60_000);

  it('never fetches what a definition refers to', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const url = `http://127.0.0.1:${port}/parts.yaml`;
    try {
      const facts = await collect([
        api(
          'remote',
          'openapi',
          `${openapi}  /remote: { $ref: '${url}#/a' }\n  /file: { $ref: '/etc/hostname' }\n`,
        ),
      ]);

      expect(facts.get('api:default/remote')).toMatchObject({
        value: {
          isParsed: true,
          errors: 0,
          externalReferences: ['/etc/hostname', `${url}#/a`],
        },
      });
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  }, 60_000);

  it('gives up on one that is too large, too slow or too hungry, and goes on with the next', async () => {
    // The first start of a thread takes longer than any definition may.
    const slow = createWorker({ timeoutMs: 1, startMs: 0 });
    const facts = await collect(
      [
        api('huge', 'openapi', `${openapi}# ${'x'.repeat(5_000_001)}`),
        api('slow', 'openapi', openapi),
      ],
      slow,
    );
    expect(facts.get('api:default/huge')).toMatchObject({
      status: 'unknown',
      message:
        'The definition was not looked at: it has 5.0 MB, and at most 5 MB are read',
    });
    expect(facts.get('api:default/slow')).toMatchObject({
      status: 'unknown',
      message:
        'The definition was not looked at: it took more than 0.001 seconds',
    });

    // A few lines that unfold to a billion items.
    const levels = Array.from(
      { length: 12 },
      (_, index) =>
        `x-${index + 1}: &l${index + 1} [${`*l${index},`.repeat(10)}]`,
    );
    const bomb = `openapi: 3.0.3\ninfo: { title: a, version: '1' }\nx-0: &l0 [a]\n${levels.join(
      '\n',
    )}\npaths: {}\n`;
    const worker = createWorker({ memoryMb: 128, timeoutMs: 15_000 });
    const after = await collect(
      [api('bomb', 'openapi', bomb), api('carts', 'openapi', openapi)],
      worker,
    );
    expect(after.get('api:default/bomb')?.status).toBe('unknown');
    expect(after.get('api:default/carts')).toMatchObject({
      value: { isParsed: true },
    });
  }, 90_000);

  it('looks at a text once, and goes on behind a batch that is over', async () => {
    const inspect = jest.fn(async (_: InspectionRequest) => ({
      inspection: {
        isParsed: false as const,
        problem: { severity: 'error' as const, code: 'a', message: 'b' },
      },
    }));
    const collector = createDefinitionCollector({
      worker: { inspect },
      batchMs: 60_000,
    });
    const entities = [api('a', 'openapi', 'a'), api('b', 'openapi', 'a')];
    await collector.collect(entities, { signal });
    await collector.collect(entities, { signal });
    expect(inspect).toHaveBeenCalledTimes(1);

    inspect.mockClear();
    const failing = createDefinitionCollector({
      worker: {
        inspect: async request => {
          await inspect(request);
          return { error: 'it took more than 6 seconds' };
        },
      },
    });
    await failing.collect(entities, { signal });
    expect(inspect).toHaveBeenCalledTimes(1);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_700_000);
    await failing.collect(entities, { signal });
    now.mockRestore();
    expect(inspect).toHaveBeenCalledTimes(2);

    let finish = () => {};
    const slow = createDefinitionCollector({
      worker: {
        inspect: request =>
          new Promise(resolve => {
            finish = () => inspect(request).then(resolve);
          }),
      },
      batchMs: 100,
    });
    const notYet = {
      status: 'unknown',
      message:
        'The definition was not looked at: it is not read yet; the next run has it',
    };
    expect(
      (await slow.collect(entities, { signal })).get('api:default/a'),
    ).toMatchObject(notYet);
    finish();
    expect(
      (await slow.collect(entities, { signal })).get('api:default/a'),
    ).toMatchObject({ status: 'known', value: { isParsed: false } });
  });
});
