import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { toError } from '@backstage/errors';
import { lookup } from 'node:dns';
import { createServer, type Server } from 'node:http';
import { fetch as fetchOfUndici, setGlobalDispatcher } from 'undici';
import { createGuardedDispatcher } from './createGuardedDispatcher';

// Names as an attacker's name server has them.
const addresses: Record<string, string> = {
  'metadata.example.com': '169.254.169.254',
  'rebound.example.com': '127.0.0.1',
};

const fetchWithDispatcher: unknown = fetchOfUndici;

let server: Server;
let port: number;
let redirectTo: string;

beforeAll(async () => {
  server = createServer((req, res) => {
    if (req.url === '/redirect') {
      res.writeHead(302, { location: redirectTo });
    }
    res.end('a file');
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
  // Jest has globals of its own, and Node's `fetch` looks for its dispatcher in those outside.
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(fetchWithDispatcher as typeof fetch);
  const lookupOfTheTest: unknown = (
    hostname: string,
    options: object,
    callback: (...args: unknown[]) => void,
  ) =>
    addresses[hostname]
      ? callback(null, [{ address: addresses[hostname], family: 4 }])
      : lookup(hostname, options, callback);
  setGlobalDispatcher(
    createGuardedDispatcher({ lookup: lookupOfTheTest as typeof lookup }),
  );
});

afterAll(() => {
  jest.restoreAllMocks();
  server.close();
});

async function findReason(url: string): Promise<string> {
  try {
    return `answered ${(await fetch(url)).status}`;
  } catch (error) {
    return String(toError(error).cause);
  }
}

describe('createGuardedDispatcher', () => {
  it.each([
    ['an address', 'http://169.254.169.254/latest/meta-data/'],
    ['a decimal address', 'http://2852039166/'],
    ['a hexadecimal address', 'http://0xa9fea9fe/'],
    ['a link-local address of IPv6', 'http://[fe80::1]/'],
    ['the metadata address of IPv6', 'http://[fd00:ec2::254]/'],
    ['IPv4 within IPv6', 'http://[::ffff:169.254.169.254]/'],
    ['IPv4 behind NAT64', 'http://[64:ff9b::169.254.169.254]/'],
    ['another cloud', 'http://100.100.100.200/'],
    ['a name', 'http://metadata.example.com/'],
  ])('refuses %s', async (_, url) => {
    await expect(findReason(url)).resolves.toMatch(
      /^NotAllowedError: Requests to '.*' are refused, because .* is a link-local address or the metadata service of a cloud$/,
    );
  });

  it('refuses a redirect there', async () => {
    redirectTo = 'http://metadata.example.com/latest/meta-data/';
    await expect(
      findReason(`http://127.0.0.1:${port}/redirect`),
    ).resolves.toContain('169.254.169.254 is a link-local address');
  });

  it('lets everything else pass', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'rebound.example.com']) {
      await expect(findReason(`http://${host}:${port}/`)).resolves.toBe(
        'answered 200',
      );
    }
  });

  describe('under the reader of URLs', () => {
    const read = async (url: string, hosts: string[]) => {
      const reader = UrlReaders.default({
        config: mockServices.rootConfig({
          data: {
            backend: { reading: { allow: hosts.map(host => ({ host })) } },
          },
        }),
        logger: mockServices.logger.mock(),
      });
      return (await reader.readUrl(url)).buffer();
    };

    it('reads what is on the list', async () => {
      const content = await read(`http://127.0.0.1:${port}/`, [
        `127.0.0.1:${port}`,
      ]);
      expect(content.toString()).toBe('a file');
    });

    it('follows no redirect off the list', async () => {
      redirectTo = `http://localhost:${port}/`;
      await expect(
        read(`http://127.0.0.1:${port}/redirect`, [`127.0.0.1:${port}`]),
      ).rejects.toThrow(
        `URL not allowed by backend.reading.allow configuration: http://localhost:${port}/`,
      );
    });

    it('refuses a metadata service that is on the list', async () => {
      await expect(
        read('http://metadata.example.com/', ['metadata.example.com']),
      ).rejects.toThrow(/Unable to read http:\/\/metadata\.example\.com\//);
    });
  });
});
