import { request as sendRequest } from 'node:http';
import {
  admin,
  basic,
  catalogInfo,
  reader,
  startTestForge,
  type TestForge,
} from './__testUtils__/startTestForge';

jest.setTimeout(60_000);

describe('the API of the forge', () => {
  let test: TestForge;

  beforeAll(async () => {
    test = await startTestForge();
  });

  afterAll(async () => {
    await test.stop();
  });

  const authorization = basic(admin);
  const repos = '/api/v1/orgs/harborline/repos';
  const payments = '/api/v1/repos/harborline/payments';

  async function status(
    address: string,
    options?: Parameters<TestForge['fetch']>[1],
  ) {
    return (await test.fetch(address, options)).status;
  }

  async function json(address: string) {
    const response = await test.fetch(address, { authorization });
    expect(response.status).toBe(200);
    return await response.json();
  }

  /** Sends a request as it is; fetch would resolve dots and forbid caches. */
  async function rawStatus(
    address: string,
    headers?: Record<string, string>,
  ): Promise<number | undefined> {
    const { hostname, port } = new URL(test.forge.baseUrl);
    return await new Promise((resolve, reject) => {
      sendRequest({ hostname, port, path: address, headers }, response => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  it('says who is asking', async () => {
    expect(await json('/api/v1/version')).toEqual({
      version: expect.stringMatching(/^1\.\d+\.\d+/),
    });
    expect(await status('/api/v1/user')).toBe(401);
    expect(await json('/api/v1/user')).toMatchObject({ login: 'causeway' });
    for (const scheme of ['token', 'Bearer']) {
      const response = await test.fetch('/api/v1/user', {
        authorization: `${scheme} ${reader.password}`,
      });
      expect(await response.json()).toMatchObject({ login: 'auditor' });
    }
    const unknown = await test.fetch('/api/v1/version-of-nothing');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      message: expect.stringContaining('/version-of-nothing'),
    });
  });

  it.each([
    'Basic',
    'Basic !!!',
    `Basic ${Buffer.from('causeway').toString('base64')}`,
    `Basic ${Buffer.from('causeway:').toString('base64')}`,
    basic({ ...admin, username: 'auditor' }),
    'token',
    'token causeway',
    `Digest ${admin.password}`,
  ])('refuses the credentials %p even where none are needed', async header => {
    expect(await status(payments, { authorization: header })).toBe(401);
  });

  it('describes organisations and repositories', async () => {
    expect(await json('/api/v1/orgs/HarborLine')).toMatchObject({
      name: 'harborline',
      username: 'harborline',
    });
    expect(await status('/api/v1/orgs/absent')).toBe(404);
    expect(await status('/api/v1/orgs/absent/repos')).toBe(404);
    expect(await json('/api/v1/orgs/empty-org/repos')).toEqual([]);
    const { baseUrl } = test.forge;
    expect(await json(payments)).toMatchObject({
      name: 'payments',
      full_name: 'harborline/payments',
      description: 'Takes <money> & gives receipts',
      empty: false,
      private: false,
      html_url: `${baseUrl}/harborline/payments`,
      clone_url: `${baseUrl}/harborline/payments.git`,
      default_branch: 'main',
      permissions: { admin: true, push: true, pull: true },
    });
  });

  it('creates, lists in pages, hides and deletes repositories', async () => {
    const create = async (body: object, header: string | undefined) =>
      await status(repos, { method: 'POST', body, authorization: header });

    expect(await create({ name: 'stranger' }, undefined)).toBe(401);
    expect(await create({ name: 'stranger' }, basic(reader))).toBe(403);
    expect(
      await status('/api/v1/orgs/absent/repos', {
        method: 'POST',
        body: { name: 'a' },
        authorization,
      }),
    ).toBe(404);
    expect(await create({ name: 'Alpha', private: true }, authorization)).toBe(
      201,
    );
    expect(await create({ name: 'alpha' }, authorization)).toBe(409);
    expect(
      await create(
        { name: 'beta', description: 'Second', auto_init: true },
        authorization,
      ),
    ).toBe(201);

    const page = await test.fetch(`${repos}?page=2&limit=1`, { authorization });
    expect(page.headers.get('x-total-count')).toBe('3');
    expect(page.headers.get('link')).toContain('page=3&limit=1>; rel="next"');
    expect(await page.json()).toMatchObject([{ name: 'beta' }]);
    expect(await json(`${repos}?page=4&limit=1`)).toEqual([]);

    const anonymous = await test.fetch(repos);
    const visible: { name: string }[] = await anonymous.json();
    expect(visible.map(({ name }) => name)).toEqual(['beta', 'payments']);
    expect(await status('/api/v1/repos/harborline/alpha')).toBe(404);
    expect(await json('/api/v1/repos/harborline/alpha')).toMatchObject({
      name: 'Alpha',
      private: true,
      empty: true,
    });

    const beta = '/api/v1/repos/harborline/beta';
    const readme = await json(`${beta}/contents/README.md`);
    expect(Buffer.from(readme.content, 'base64').toString()).toBe(
      '# beta\n\nSecond\n',
    );
    expect(await status(beta, { method: 'DELETE' })).toBe(401);
    expect(
      await status(beta, { method: 'DELETE', authorization: basic(reader) }),
    ).toBe(403);
    expect(await status(beta, { method: 'DELETE', authorization })).toBe(204);
    expect(await status(beta, { method: 'DELETE', authorization })).toBe(404);
  });

  it.each([
    {},
    [],
    { name: '' },
    { name: 7 },
    { name: '..' },
    { name: '-flag' },
    { name: 'a/b' },
    { name: 'a b' },
    { name: 'a.git' },
    { name: 'x'.repeat(101) },
    { name: 'ok', description: 'x'.repeat(2049) },
    { name: 'ok', private: 'yes' },
    { name: 'ok', default_branch: '--upload-pack=x' },
  ])('refuses to create %j', async body => {
    expect(await status(repos, { method: 'POST', body, authorization })).toBe(
      422,
    );
  });

  it('refuses a body that is broken or too large', async () => {
    const post = async (body: string) =>
      (
        await fetch(`${test.forge.baseUrl}${repos}`, {
          method: 'POST',
          body,
          headers: {
            'Content-Type': 'application/json',
            Authorization: authorization,
          },
        })
      ).status;
    expect(await post('{"name":')).toBe(422);
    expect(await post(`{"name":"${'x'.repeat(70_000)}"}`)).toBe(413);
  });

  it('creates one repository of a name when many ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        status(repos, {
          method: 'POST',
          body: { name: 'race', auto_init: true },
          authorization,
        }),
      ),
    );
    expect(answers.sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('reads branches, commits, folders and files', async () => {
    const [branch] = await json(`${payments}/branches`);
    expect(branch).toMatchObject({
      name: 'main',
      commit: { message: 'Initial commit' },
    });
    const sha: string = branch.commit.id;
    expect(await json(`${payments}/branches/main`)).toEqual(branch);
    expect(await status(`${payments}/branches/absent`)).toBe(404);

    const commit = await json(`${payments}/git/commits/main`);
    expect(commit).toMatchObject({
      sha,
      parents: [],
      commit: { author: { email: 'platform@harborline.example' } },
      stats: { additions: expect.any(Number), deletions: 0 },
    });
    expect(commit.files).toContainEqual({
      filename: 'docs/guides/on call.md',
      status: 'added',
    });
    expect(await json(`${payments}/git/commits/${sha.slice(0, 8)}`)).toEqual(
      commit,
    );

    const file = await json(
      `${payments}/contents/catalog-info.yaml?ref=${sha}`,
    );
    expect(Buffer.from(file.content, 'base64').toString()).toBe(catalogInfo);
    expect(file).toMatchObject({
      type: 'file',
      encoding: 'base64',
      last_commit_sha: sha,
      html_url: `${test.forge.baseUrl}/harborline/payments/src/commit/${sha}/catalog-info.yaml`,
    });
    expect(await json(new URL(file.git_url).pathname)).toMatchObject({
      content: file.content,
    });
    const download = await fetch(file.download_url);
    expect(await download.text()).toBe(catalogInfo);

    const root: { name: string; type: string }[] = await json(
      `${payments}/contents`,
    );
    expect(root.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'dir docs',
      'file README.md',
      'file catalog-info.yaml',
      'file logo.bin',
    ]);
    expect(await json(`${payments}/contents/docs/guides/`)).toMatchObject([
      { path: 'docs/guides/on call.md', content: null },
    ]);
    expect(await status(`${payments}/contents/absent`)).toBe(404);
    expect(await status(`${payments}/contents/README.md?ref=absent`)).toBe(404);
    expect(await status(`${payments}/raw/docs`)).toBe(404);
    expect(await status(`${payments}/archive/absent.tar.gz`)).toBe(404);
    expect(await status(`${payments}/archive/main.exe`)).toBe(404);
  });

  it('answers 304 for what the client has', async () => {
    for (const path of [
      'contents/README.md',
      'raw/README.md',
      'archive/main.tar.gz',
    ]) {
      const first = await test.fetch(`${payments}/${path}`);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[0-9a-f]{40}/);
      expect(
        await rawStatus(`${payments}/${path}`, { 'If-None-Match': etag }),
      ).toBe(304);
      expect(
        await rawStatus(`${payments}/${path}`, { 'If-None-Match': '"other"' }),
      ).toBe(200);
    }
  });

  it('answers for an empty repository as Gitea does', async () => {
    await test.forge.repositories.create({ owner: 'empty-org', name: 'new' });
    const empty = '/api/v1/repos/empty-org/new';
    expect(await json(empty)).toMatchObject({
      empty: true,
      default_branch: 'main',
    });
    expect(await json(`${empty}/branches`)).toEqual([]);
    expect(await json(`${empty}/contents`)).toEqual([]);
    expect(await status(`${empty}/contents/README.md`)).toBe(404);
    expect(await status(`${empty}/git/commits/main`)).toBe(404);
    expect(await status(`${empty}/archive/main.tar.gz`)).toBe(404);
    const page = await test.fetch('/empty-org/new');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('git push --set-upstream origin');
  });

  it.each([
    `${payments}/contents/../../../etc/passwd`,
    `${payments}/contents/%2e%2e/%2e%2e/config`,
    `${payments}/contents/docs%2f..%2fREADME.md`,
    `${payments}/contents/.git/config`,
    `${payments}/contents/README.md%00`,
    `${payments}/contents/README.md?ref=--output=x`,
    `${payments}/contents/README.md?ref=main~0`,
    `${payments}/contents/README.md?ref=main%0aHEAD`,
    `${payments}/contents/README.md?ref=main&ref=HEAD`,
    `${payments}/raw/..%2f..%2fforge-repository.json`,
    `${payments}/git/commits/--all`,
    `${payments}/git/commits/HEAD%5E%7Btree%7D`,
    `${payments}/archive/--remote=x.tar.gz`,
    `${payments}/git/blobs/--batch-all-objects`,
    '/api/v1/repos/harborline/..%2f.gitconfig',
    '/api/v1/repos/harborline/%2e%2e/branches',
    '/api/v1/repos/%2e%2e/payments',
    '/api/v1/repos/.incoming/payments',
    '/harborline/payments/src/branch/main/..%2f..%2fconfig',
    '/harborline/payments/src/branch/--all/README.md',
    '/harborline/payments/src/branch/%zz',
    '/harborline/payments/raw/branch/main/%2e%2e/HEAD',
    '/harborline/payments/commits/branch/main/..',
    '/harborline/payments/commit/--all',
    '/harborline/payments/_edit/main/..%2fHEAD',
    '/harborline/payments.git/HEAD',
    '/../../etc/passwd',
  ])('finds nothing at %s', async address => {
    // Of two values for ref none is taken, so that the default branch answers.
    const expected = address.endsWith('&ref=HEAD') ? 200 : 404;
    expect(await rawStatus(address)).toBe(expected);
  });
});
