import path from 'node:path';
import {
  admin,
  basic,
  reader,
  startTestForge,
  writeFiles,
  type TestForge,
} from './__testUtils__/startTestForge';

jest.setTimeout(60_000);

describe('pull requests of the forge', () => {
  let test: TestForge;
  let clone: string;

  beforeAll(async () => {
    test = await startTestForge();
    clone = path.join(test.directory, 'clone');
    await test.git('clone', test.remote('harborline/payments', admin), clone);
  });

  afterAll(() => test.stop());

  const pulls = '/api/v1/repos/harborline/payments/pulls';

  /** Pushes a branch that starts at a revision and changes some files. */
  async function push(
    branch: string,
    from: string,
    files: Record<string, string>,
  ): Promise<void> {
    const git = (...args: string[]) => test.git('-C', clone, ...args);
    await git('fetch', '--quiet', 'origin');
    await git('checkout', '--quiet', '-B', branch, from);
    await writeFiles(clone, files);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', `Change on ${branch}`);
    await git('push', '--quiet', 'origin', branch);
  }

  async function send(
    method: string,
    address: string,
    body?: object,
    authorization = basic(admin),
  ) {
    const response = await test.fetch(address, { method, body, authorization });
    const text = await response.text();
    return {
      status: response.status,
      body:
        text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  const open = (head: string, title: string, more = {}) =>
    send('POST', pulls, { head, base: 'main', title, ...more });

  it('opens, describes and merges one', async () => {
    await push('labels', 'origin/main', {
      'docs/labels.md': 'one\ntwo\n',
      'README.md': '# Payments\n',
    });
    const { status, body } = await open('labels', 'Add <labels>', {
      body: 'Why & how',
    });

    expect(status).toBe(201);
    const { number } = body;
    const webUrl = `${test.forge.baseUrl}/harborline/payments/pulls/${number}`;
    expect(body).toMatchObject({
      number: 1,
      title: 'Add <labels>',
      body: 'Why & how',
      state: 'open',
      mergeable: true,
      merged: false,
      merged_at: null,
      html_url: webUrl,
      changed_files: 2,
      user: { login: 'causeway' },
      head: { ref: 'labels', repo: { full_name: 'harborline/payments' } },
      base: { ref: 'main' },
    });
    expect(body.merge_base).toBe(body.base.sha);
    expect((await send('GET', `${pulls}/1/files`)).body).toEqual([
      expect.objectContaining({
        filename: 'README.md',
        status: 'changed',
        changes: 2,
      }),
      {
        filename: 'docs/labels.md',
        status: 'added',
        additions: 2,
        deletions: 0,
        changes: 2,
        html_url: `${test.forge.baseUrl}/harborline/payments/src/commit/${body.head.sha}/docs/labels.md`,
        contents_url: `${test.forge.baseUrl}/api/v1/repos/harborline/payments/contents/docs/labels.md?ref=${body.head.sha}`,
        raw_url: `${test.forge.baseUrl}/harborline/payments/raw/commit/${body.head.sha}/docs/labels.md`,
      },
    ]);
    expect((await send('GET', `${pulls}/1.diff`)).body).toContain('+two');

    const list = await (await test.fetch('/harborline/payments/pulls')).text();
    expect(list).toContain('href="/harborline/payments/pulls/1"');
    const address = '/harborline/payments/pulls/1';
    const page = await (await test.fetch(address)).text();
    expect(page).toContain('Add &lt;labels&gt; (#1)');
    expect(page).toContain('git merge --no-ff origin/labels');
    expect(page).toContain('+two');

    expect((await send('GET', `${pulls}/1/merge`)).status).toBe(404);
    expect(
      (await send('POST', `${pulls}/1/merge`, { Do: 'squash' })).status,
    ).toBe(200);
    expect((await send('GET', `${pulls}/1/merge`)).status).toBe(204);
    expect((await send('GET', `${pulls}/1`)).body).toMatchObject({
      state: 'closed',
      merged: true,
      merged_by: { login: 'causeway' },
      changed_files: 2,
    });
    const merged = await test.git('-C', clone, 'ls-remote', 'origin', 'main');
    expect(merged).toContain(
      (await send('GET', `${pulls}/1`)).body.merge_commit_sha,
    );
    expect((await send('GET', pulls)).body).toEqual([]);
    expect((await send('GET', `${pulls}?state=all`)).body).toHaveLength(1);
  });

  it('does not merge a conflict, and notices a merge by hand', async () => {
    await push('ours', 'origin/main', { 'README.md': 'ours\n' });
    await push('theirs', 'origin/main', { 'README.md': 'theirs\n' });
    const { number: ours } = (await open('ours', 'Ours')).body;
    const { number: theirs } = (await open('theirs', 'Theirs')).body;
    await send('POST', `${pulls}/${ours}/merge`, { Do: 'merge' });

    const { body } = await send('GET', `${pulls}/${theirs}`);
    expect(body).toMatchObject({ state: 'open', mergeable: false });
    const refused = await send('POST', `${pulls}/${theirs}/merge`, {
      Do: 'merge',
    });
    expect(refused.status).toBe(405);
    expect(refused.body.message).toContain("conflicts with 'main'");

    const git = (...args: string[]) => test.git('-C', clone, ...args);
    await git('fetch', '--quiet', 'origin');
    await git('checkout', '--quiet', '-B', 'main', 'origin/main');
    await git('merge', '--quiet', '-s', 'ours', '-m', 'By hand', 'theirs');
    await git('push', '--quiet', 'origin', 'main');
    expect((await send('GET', `${pulls}/${theirs}`)).body).toMatchObject({
      state: 'closed',
      merged: true,
    });
  });

  it('refuses what makes no pull request', async () => {
    await push('spare', 'origin/main', { 'spare.md': 'x\n' });
    expect((await open('spare', 'Spare')).status).toBe(201);
    const again = await open('spare', 'Again');
    expect(again.status).toBe(409);
    expect(again.body.message).toContain('already exists');
    expect((await open('absent', 'x')).status).toBe(404);
    expect((await open('main', 'x')).status).toBe(422);
    expect((await open('spare', ' ')).status).toBe(422);
    expect((await open('--help', 'x')).status).toBe(422);
    expect((await send('GET', `${pulls}/99`)).status).toBe(404);
    expect((await send('GET', `${pulls}/x`)).status).toBe(404);
    for (const [who, status] of [
      [basic(reader), 403],
      ['', 401],
    ] as const) {
      const body = { head: 'spare', base: 'main', title: 'x' };
      expect((await send('POST', pulls, body, who)).status).toBe(status);
      expect((await send('POST', `${pulls}/1/merge`, {}, who)).status).toBe(
        status,
      );
    }
  });

  it('gives two at once two numbers', async () => {
    const names = ['left', 'right'];
    for (const name of names) {
      await push(name, 'origin/main', { [`${name}.md`]: name });
    }
    const opened = await Promise.all(names.map(name => open(name, name)));
    const numbers = opened.map(({ body }) => body.number);
    expect(new Set(numbers).size).toBe(2);
  });
});
