import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { FlagdSource } from './FlagdSource';
import { readFlagdSources } from './readFlagdSources';

const token = 'planted-flagd-token';

const stagingFile = {
  $schema: 'https://flagd.dev/schema/v0/flags.json',
  metadata: { flagSetId: 'checkout' },
  flags: {
    'new-basket': {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: {
        if: [{ '==': [{ var: 'email' }, 'ada@example.com'] }, 'on'],
      },
      metadata: { description: 'The new basket', internalNote: token },
    },
    'stock-hints': {
      state: 'DISABLED',
      variants: { on: true, off: false },
      defaultVariant: null,
      targeting: {},
      metadata: { flagSetId: 'stock' },
    },
  },
};

const productionFile = {
  flags: [
    {
      key: 'new-basket',
      state: 'DISABLED',
      variants: { on: true },
      defaultVariant: 'on',
      metadata: { flagSetId: 'checkout' },
    },
  ],
};

let folder: string;
let server: Server;
let url: string;
let requests: Array<{ status: number; authorization?: string }>;
let answer: { status?: number; text: string; tag?: string };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-flagd-test-'));
  await writeFile(
    join(folder, 'production.json'),
    JSON.stringify(productionFile),
  );
  requests = [];
  answer = { text: JSON.stringify(stagingFile), tag: '"1"' };
  server = createServer((req, res) => {
    const { text, tag } = answer;
    const isKnown = tag !== undefined && req.headers['if-none-match'] === tag;
    const status = isKnown ? 304 : answer.status ?? 200;
    requests.push({ status, authorization: req.headers.authorization });
    res.writeHead(status, tag === undefined ? {} : { ETag: tag });
    res.end(isKnown ? undefined : text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/flags.json`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function createSource(...environments: object[]) {
  const [options] = readFlagdSources(
    new ConfigReader({
      featureFlags: {
        sources: {
          flagd: [
            {
              name: 'flagd',
              environments:
                environments.length > 0
                  ? environments
                  : [
                      { name: 'staging', url, token },
                      {
                        name: 'production',
                        file: join(folder, 'production.json'),
                      },
                    ],
            },
          ],
        },
      },
    }),
  );
  const source = new FlagdSource(options);
  return {
    source,
    list: (project = 'checkout') =>
      source.listFlags({ project, signal: AbortSignal.timeout(5000) }),
  };
}

describe('flagd files as a source', () => {
  it('joins the flags of a set over the files of the environments', async () => {
    const { source, list } = createSource();

    expect(source).toMatchObject({
      title: 'flagd',
      annotation: 'flagd.dev/flag-set-id',
      capabilities: { toggle: false },
    });
    const flags = await list();
    expect(flags).toEqual([
      {
        source: 'flagd',
        key: 'new-basket',
        description: 'The new basket',
        isStale: false,
        environments: [
          {
            name: 'staging',
            isEnabled: true,
            summary: "default 'off', with rules",
          },
          { name: 'production', isEnabled: false, summary: "default 'on'" },
        ],
      },
    ]);
    expect(JSON.stringify(flags)).not.toContain(token);
    expect(requests).toEqual([
      { status: 200, authorization: `Bearer ${token}` },
    ]);
  });

  it('lists other sets and, for a star, all flags', async () => {
    const { source, list } = createSource();
    const keys = async (project: string) =>
      (await list(project)).map(({ key }) => key);

    expect(await keys('stock')).toEqual(['stock-hints']);
    expect(await keys('*')).toEqual(['new-basket', 'stock-hints']);
    expect(await keys('nothing')).toEqual([]);
    expect(
      await source.getFlag({
        project: 'stock',
        key: 'stock-hints',
        signal: AbortSignal.timeout(5000),
      }),
    ).toMatchObject({
      key: 'stock-hints',
      environments: [{ name: 'staging', isEnabled: false }],
    });
  });

  it('has a file sent again only when it has changed', async () => {
    const { list } = createSource();
    await list();
    expect(await list()).toHaveLength(1);
    answer = { text: JSON.stringify({ flags: {} }), tag: '"2"' };
    const [flag] = await list();

    expect(requests.map(({ status }) => status)).toEqual([200, 304, 200]);
    expect(flag.environments.map(({ name }) => name)).toEqual(['production']);
  });

  it('says in one sentence what is wrong with a file', async () => {
    const { list } = createSource();
    answer = { status: 503, text: token };
    await expect(list()).rejects.toThrow(`'${url}' answered with status 503`);
    answer = { text: `${token} is no JSON` };
    await expect(list()).rejects.toThrow(`'${url}' is not JSON`);
    answer = { text: '{"flags":{"a":{"state":1}}}' };
    await expect(list()).rejects.toThrow(`'${url}' is not a file of flagd`);
    server.closeAllConnections();
    server.close();
    await expect(list()).rejects.toThrow(
      /^'.*' could not be reached \([A-Z_]+\)$/,
    );
    const missing = join(folder, 'missing.json');
    await expect(
      createSource({ name: 'staging', file: missing }).list(),
    ).rejects.toThrow(`The file '${missing}' cannot be read (ENOENT)`);
  });

  it('refuses an environment that says twice or never where its flags are', () => {
    const message =
      "'featureFlags.sources.flagd[0].environments[0]' needs either 'url' or 'file', which says where its flags are.";
    expect(() => createSource({ name: 'staging' })).toThrow(message);
    expect(() =>
      createSource({ name: 'staging', url, file: 'flags.json' }),
    ).toThrow(message);
  });
});
