import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  admin,
  basic,
  reader,
  startTestForge,
  writeFiles,
  type TestForge,
} from './__testUtils__/startTestForge';

jest.setTimeout(60_000);

describe('cloning and pushing with git', () => {
  let test: TestForge;

  beforeAll(async () => {
    test = await startTestForge();
  });

  afterAll(async () => {
    await test.stop();
  });

  async function createRepository(name: string, isPrivate = false) {
    const response = await test.fetch('/api/v1/orgs/harborline/repos', {
      method: 'POST',
      body: { name, private: isPrivate },
      authorization: basic(admin),
    });
    expect(response.status).toBe(201);
  }

  it('lets anybody clone, and a user push what the next fetch receives', async () => {
    await test.git('clone', '-q', test.remote('harborline/payments'), 'one');
    await test.git('clone', '-q', test.remote('harborline/payments'), 'two');
    expect(await test.git('-C', 'one', 'log', '--format=%an <%ae> %s %D')).toBe(
      'Harborline Platform <platform@harborline.example> Initial commit HEAD -> main, origin/main, origin/HEAD\n',
    );

    await writeFiles(path.join(test.directory, 'one'), { 'new.txt': 'new\n' });
    await test.git('-C', 'one', 'add', '.');
    await test.git('-C', 'one', 'commit', '-q', '-m', 'Add a file');
    await test.git(
      '-C',
      'one',
      'push',
      '-q',
      test.remote('harborline/payments', admin),
      'main',
    );
    await test.git('-C', 'two', 'pull', '-q');
    expect(
      await readFile(path.join(test.directory, 'two/new.txt'), 'utf8'),
    ).toBe('new\n');
  });

  it('refuses a push without credentials, with wrong ones, and from a reader', async () => {
    await test.git('clone', '-q', test.remote('harborline/payments'), 'three');
    const before = await test.git('-C', 'three', 'ls-remote', 'origin');
    await test.git(
      '-C',
      'three',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'Not wanted',
    );
    const push = async (user?: typeof admin) =>
      await test.git(
        '-C',
        'three',
        'push',
        test.remote('harborline/payments', user),
        'main',
      );
    await expect(push()).rejects.toThrow('could not read Username');
    await expect(push({ ...admin, password: 'wrong' })).rejects.toThrow(
      'Authentication failed',
    );
    await expect(push(reader)).rejects.toThrow('403');
    expect(await test.git('-C', 'three', 'ls-remote', 'origin')).toBe(before);
  });

  it('refuses a push that skips the announcement of references', async () => {
    const response = await test.fetch(
      '/harborline/payments.git/git-receive-pack',
      { method: 'POST', body: {} },
    );
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it('takes a pack of several megabytes, sent in chunks', async () => {
    await createRepository('large');
    const folder = path.join(test.directory, 'large');
    const data = randomBytes(6 * 1024 * 1024);
    await writeFiles(folder, { 'data.bin': data });
    await test.git('-C', folder, 'init', '-q', '-b', 'main');
    await test.git('-C', folder, 'add', '.');
    await test.git('-C', folder, 'commit', '-q', '-m', 'Large');
    // Above http.postBuffer git sends the pack without a length.
    await test.git(
      '-C',
      folder,
      '-c',
      'http.postBuffer=65536',
      'push',
      '-q',
      test.remote('harborline/large', admin),
      'main',
    );
    await test.git('clone', '-q', test.remote('harborline/large'), 'large-2');
    const received = await readFile(
      path.join(test.directory, 'large-2/data.bin'),
    );
    expect(received.equals(data)).toBe(true);

    const raw = await test.fetch('/api/v1/repos/harborline/large/raw/data.bin');
    expect(Buffer.from(await raw.arrayBuffer()).equals(data)).toBe(true);
    expect(raw.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('understands a compressed request', async () => {
    const body = gzipSync('0014command=ls-refs\n0000');
    const response = await fetch(
      `${test.forge.baseUrl}/harborline/payments/git-upload-pack`,
      {
        method: 'POST',
        body,
        headers: {
          'Content-Type': 'application/x-git-upload-pack-request',
          'Content-Encoding': 'gzip',
          'Git-Protocol': 'version=2',
        },
      },
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('refs/heads/main');
  });

  it('shows a private repository to users only', async () => {
    await createRepository('secret', true);
    await expect(
      test.git('ls-remote', test.remote('harborline/secret')),
    ).rejects.toThrow('could not read Username');
    await expect(
      test.git('ls-remote', test.remote('harborline/secret', reader)),
    ).resolves.toBe('');
  });

  it('keeps main the default branch when another one is pushed first', async () => {
    await createRepository('other-first');
    const folder = path.join(test.directory, 'other-first');
    await writeFiles(folder, { 'a.txt': 'a' });
    await test.git('-C', folder, 'init', '-q', '-b', 'feature/first');
    await test.git('-C', folder, 'add', '.');
    await test.git('-C', folder, 'commit', '-q', '-m', 'First');
    const remote = test.remote('harborline/other-first', admin);
    await test.git('-C', folder, 'push', '-q', remote, 'feature/first');
    const describe = async () => {
      const response = await test.fetch('/api/v1/repos/harborline/other-first');
      return await response.json();
    };
    expect(await describe()).toMatchObject({
      empty: false,
      default_branch: 'main',
    });
    const page = await test.fetch('/harborline/other-first');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(
      '/harborline/other-first/src/branch/feature/first',
    );
    const file = await test.fetch(
      '/harborline/other-first/src/branch/feature/first/a.txt',
    );
    expect(file.status).toBe(200);

    await test.git('-C', folder, 'push', '-q', remote, 'HEAD:main');
    await test.git(
      'clone',
      '-q',
      test.remote('harborline/other-first'),
      'other-clone',
    );
    expect(
      await test.git('-C', 'other-clone', 'branch', '--show-current'),
    ).toBe('main\n');
  });

  it('refuses a tree that points out of itself', async () => {
    await createRepository('malicious');
    const folder = path.join(test.directory, 'malicious');
    await writeFiles(folder, { 'a.txt': 'a' });
    await test.git('-C', folder, 'init', '-q', '-b', 'main');
    const blob = (
      await test.git('-C', folder, 'hash-object', '-w', 'a.txt')
    ).trim();
    const treeFile = path.join(test.directory, 'tree');
    await writeFile(
      treeFile,
      Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')]),
    );
    const tree = await test.git(
      '-C',
      folder,
      'hash-object',
      '-w',
      '-t',
      'tree',
      '--literally',
      treeFile,
    );
    const commit = await test.git(
      '-C',
      folder,
      'commit-tree',
      '-m',
      'Bad',
      tree.trim(),
    );
    await expect(
      test.git(
        '-C',
        folder,
        'push',
        test.remote('harborline/malicious', admin),
        `${commit.trim()}:refs/heads/main`,
      ),
    ).rejects.toThrow('hasDotdot');
  });

  it('asks for credentials where no public repository is, and serves no other protocol', async () => {
    const refs = 'info/refs?service=git-upload-pack';
    expect((await test.fetch(`/harborline/absent/${refs}`)).status).toBe(401);
    const known = await test.fetch(`/harborline/absent/${refs}`, {
      authorization: basic(admin),
    });
    expect(known.status).toBe(404);
    expect(
      (await test.fetch('/harborline/payments.git/info/refs')).status,
    ).toBe(422);
  });
});
