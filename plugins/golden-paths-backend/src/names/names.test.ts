import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { service, startGoldenPaths } from '../__testUtils__/startGoldenPaths';

jest.setTimeout(120_000);

/** A repository as the three products describe one, by the address in their API. */
function describeRepository(url: string): object {
  const path = decodeURIComponent(url).split(/\/(?:repos|projects)\//)[1];
  const separator = path.lastIndexOf('/');
  const owner = path.slice(0, separator);
  const name = path.slice(separator + 1);
  const address = 'https://host.example/taken';
  const shared = { description: null, default_branch: 'main' };
  return url.includes('/projects/')
    ? {
        ...shared,
        path: name,
        namespace: { full_path: owner },
        http_url_to_repo: `${address}.git`,
        web_url: address,
      }
    : {
        ...shared,
        description: '',
        name,
        owner: { login: owner },
        clone_url: `${address}.git`,
        html_url: address,
      };
}

/** Answers as the three products do, and records what it is asked. */
async function startHost(): Promise<{
  host: string;
  asked: Array<{ url?: string; authorization?: string }>;
  server: Server;
}> {
  const asked: Array<{ url?: string; authorization?: string }> = [];
  const server = createServer((req: IncomingMessage, res) => {
    const { url = '' } = req;
    asked.push({ url, authorization: req.headers.authorization });
    if (url.includes('slow')) {
      return;
    }
    if (url.includes('broken')) {
      res.writeHead(503).end();
    } else if (url.includes('login-page')) {
      res.end('<html>Sign in</html>');
    } else if (url.includes('moved')) {
      const location = url.replace('moved', 'taken-under-a-new-name');
      res.writeHead(301, { location }).end();
    } else if (url.includes('taken')) {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify(describeRepository(url)));
    } else {
      res.writeHead(404).end('{}');
    }
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, asked, server };
}

describeWithDatabase('names', () => {
  let host: Awaited<ReturnType<typeof startHost>>;

  beforeEach(async () => {
    host = await startHost();
  });

  afterEach(() => {
    host.server.closeAllConnections();
    host.server.close();
  });

  async function start(entities = [service('payments', { template: 'a' })]) {
    return startGoldenPaths({
      knex: await createTestDatabase(),
      entities,
      visible: ({ metadata }) => metadata.name !== 'hidden',
      config: {
        goldenPaths: { hostTimeout: { milliseconds: 300 } },
        integrations: {
          github: [
            {
              host: 'github.example',
              apiBaseUrl: `http://${host.host}/github`,
              token: 'gh-token',
            },
          ],
          gitlab: [
            {
              host: 'gitlab.example',
              apiBaseUrl: `http://${host.host}/gitlab`,
              token: 'gl-token',
            },
          ],
          gitea: [
            {
              host: host.host,
              baseUrl: `http://${host.host}`,
              username: 'u',
              password: 'p',
            },
          ],
        },
        scaffolder: {
          defaultEnvironment: {
            parameters: {
              repositoryHost: host.host,
              repositoryOwner: 'harborline',
            },
          },
        },
      },
    });
  }

  it('lists the configured hosts, the default one first', async () => {
    const { get } = await start();
    const { body } = await get('/v1/hosts').expect(200);
    expect(body.items).toEqual([
      {
        host: host.host,
        type: 'gitea',
        title: `Gitea (${host.host})`,
        isDefault: true,
        defaultOwner: 'harborline',
      },
      {
        host: 'github.example',
        type: 'github',
        title: 'GitHub (github.example)',
        isDefault: false,
      },
      {
        host: 'gitlab.example',
        type: 'gitlab',
        title: 'GitLab (gitlab.example)',
        isDefault: false,
      },
    ]);
  });

  it('asks catalog and default host', async () => {
    const { get } = await start();
    const { body } = await get('/v1/names/payments').expect(200);
    expect(body).toEqual({
      name: 'payments',
      catalog: { state: 'taken', entityRef: 'component:default/payments' },
      forge: { state: 'free' },
    });
    expect(host.asked).toEqual([
      {
        url: '/api/v1/repos/harborline/payments',
        authorization: `basic ${Buffer.from('u:p').toString('base64')}`,
      },
    ]);
  });

  it('does not tell what has a name that the reader may not see', async () => {
    const { get } = await start([service('hidden', { template: 'a' })]);
    const { body } = await get('/v1/names/hidden').expect(200);
    expect(body.catalog).toEqual({ state: 'taken' });
  });

  it.each([
    [
      'github.example',
      'acme',
      '/github/repos/acme/taken-name',
      'Bearer gh-token',
    ],
    [
      'gitlab.example',
      'acme/group',
      '/gitlab/projects/acme%2Fgroup%2Ftaken-name',
      'Bearer gl-token',
    ],
  ])('asks %s in its own way', async (name, owner, url, authorization) => {
    const { get } = await start();
    const { body } = await get(
      `/v1/names/taken-name?host=${name}&owner=${encodeURIComponent(owner)}`,
    ).expect(200);
    expect(body.forge).toEqual({
      state: 'taken',
      url: 'https://host.example/taken',
    });
    expect(host.asked[0].url).toBe(url);
    expect(host.asked[0].authorization?.toLocaleLowerCase()).toBe(
      authorization.toLocaleLowerCase(),
    );
  });

  it('takes the name of a repository that was renamed for free', async () => {
    const { get } = await start();
    const { body } = await get('/v1/names/moved').expect(200);
    expect(body.forge).toEqual({ state: 'free' });
  });

  it('says why it does not know when a host cannot be asked', async () => {
    const { get } = await start();
    const ask = async (path: string) =>
      (await get(`/v1/names/${path}`).expect(200)).body.forge;
    expect(await ask('slow')).toEqual({
      state: 'unknown',
      reason: `'${host.host}' does not answer (not within 0.3 s); retry when it does`,
    });
    expect(await ask('broken')).toEqual({
      state: 'unknown',
      reason: `'${host.host}' answered 'GET /repos/harborline/broken' with 503: Service Unavailable`,
    });
    expect(await ask('login-page')).toEqual({
      state: 'unknown',
      reason: `'${host.host}' answered 'GET /repos/harborline/login-page' in another form than the API of its kind; a platform engineer has to check its address under integrations.gitea`,
    });
    expect(await ask('free?host=github.example')).toEqual({
      state: 'unknown',
      reason: 'No owner on github.example is named',
    });
    host.server.closeAllConnections();
    await new Promise(resolve => {
      host.server.close(resolve);
    });
    expect(await ask('free')).toEqual({
      state: 'unknown',
      reason: `'${host.host}' does not answer (ECONNREFUSED); retry when it does`,
    });
  });

  it.each([
    ['größe', 'größe'],
    ['a%2Fb', 'a/b'],
    ['..%2Fadmin', '../admin'],
    [`a${'b'.repeat(99)}`, `a${'b'.repeat(62)}`],
    ['-a', '-a'],
  ])('refuses %s with a sentence, and asks nobody', async (path, shown) => {
    const { get } = await start();
    const { body } = await get(
      `/v1/names/${encodeURI(path)}`.replace('%25', '%'),
    ).expect(400);
    expect(body.error.message).toBe(
      `'${shown}' cannot be a name; use up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends`,
    );
    expect(host.asked).toEqual([]);
  });

  it('refuses a host that is not configured', async () => {
    const { get } = await start();
    const { body } = await get('/v1/names/x?host=169.254.169.254').expect(400);
    expect(body.error.message).toBe(
      `'169.254.169.254' is no host of an integration; configured are: github.example, gitlab.example, ${host.host}`,
    );
  });
});
