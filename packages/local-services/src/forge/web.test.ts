import { createHash } from 'node:crypto';
import {
  admin,
  basic,
  startTestForge,
  type TestForge,
} from './__testUtils__/startTestForge';

jest.setTimeout(60_000);

describe('the pages of the forge', () => {
  let test: TestForge;

  beforeAll(async () => {
    test = await startTestForge();
    await test.forge.repositories.create({
      owner: 'harborline',
      name: 'hidden',
      description: 'Nobody knows',
      isPrivate: true,
    });
  });

  afterAll(async () => {
    await test.stop();
  });

  async function page(address: string, authorization?: string) {
    const response = await test.fetch(address, { authorization });
    return { status: response.status, text: await response.text(), response };
  }

  it('lists what the visitor may see', async () => {
    for (const address of ['/', '/harborline']) {
      const anonymous = await page(address);
      expect(anonymous.status).toBe(200);
      expect(anonymous.text).toContain('href="/harborline/payments"');
      expect(anonymous.text).toContain('Takes &lt;money&gt; &amp; gives');
      expect(anonymous.text).not.toContain('hidden');
      const known = await page(address, basic(admin));
      expect(known.text).toContain('href="/harborline/hidden"');
      expect(known.text).toContain('Signed in as causeway');
    }
  });

  it('hides a private repository and offers to sign in', async () => {
    for (const address of [
      '/harborline/hidden',
      '/harborline/hidden/src/branch/main',
    ]) {
      const { status, text } = await page(address);
      expect(status).toBe(404);
      expect(text).toContain('href="/login"');
      expect((await page(address, basic(admin))).status).toBe(200);
    }
    const login = await page('/login');
    expect(login.status).toBe(401);
    expect(login.response.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect((await page('/login', basic(admin))).status).toBe(302);
  });

  it('shows folders, files and commits, with everything escaped', async () => {
    const main = '/harborline/payments/src/branch/main';
    const root = await page('/harborline/payments');
    expect(root.text).toContain(`href="${main}/docs"`);
    expect(root.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(root.text).not.toContain('<script');
    const style = /<style>([^]*)<\/style>/.exec(root.text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(root.response.headers.get('content-security-policy')).toContain(
      `default-src 'none'; style-src 'sha256-${hash}'`,
    );

    const folder = await page(`${main}/docs/guides`);
    expect(folder.text).toContain(`href="${main}/docs/guides/on%20call.md"`);
    const file = await page(`${main}/docs/guides/on%20call.md`);
    expect(file.text).toContain('<span id="L1">Call.\n</span>');
    const binary = await page(`${main}/logo.bin`);
    expect(binary.text).toContain('This file is not text');
    expect((await page(`${main}/absent`)).status).toBe(404);
    expect((await page(`${main}ly`)).status).toBe(404);

    const commits = await page('/harborline/payments/commits/branch/main');
    expect(commits.text).toContain('Initial commit');
    const link = /href="(\/harborline\/payments\/commit\/[0-9a-f]{40})"/.exec(
      commits.text,
    );
    const commit = await page(link?.[1] ?? '');
    expect(commit.status).toBe(200);
    expect(commit.text).toContain('+# Docs');
  });

  it('sends raw files so that no browser runs them', async () => {
    const { text, response } = await page(
      '/harborline/payments/raw/branch/main/README.md',
    );
    expect(text).toContain('<script>');
    expect(response.headers.get('content-type')).toBe(
      'text/plain; charset=utf-8',
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain(
      'sandbox',
    );
  });

  it('explains how to edit a file with git', async () => {
    const { status, text } = await page(
      '/harborline/payments/_edit/main/docs/guides/on%20call.md',
    );
    expect(status).toBe(200);
    expect(text).toContain(
      `git clone --branch main ${test.forge.baseUrl}/harborline/payments.git`,
    );
    expect(text).toContain('&#39;docs/guides/on call.md&#39;');
    const absent = await page('/harborline/payments/_edit/main/absent.md');
    expect(absent.status).toBe(404);
  });

  it('leads from the clone address to the page', async () => {
    const { status, response } = await page('/harborline/payments.git');
    expect(status).toBe(302);
    expect(response.headers.get('location')).toBe('/harborline/payments');
  });
});
