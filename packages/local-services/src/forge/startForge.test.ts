import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  admin,
  basic,
  startTestForge,
  type TestForge,
} from './__testUtils__/startTestForge';
import { startForge } from './startForge';

jest.setTimeout(60_000);

describe('starting and stopping the forge', () => {
  let test: TestForge;

  beforeEach(async () => {
    test = await startTestForge();
  });

  afterEach(async () => {
    await test.stop();
  });

  function start(options: Partial<Parameters<typeof startForge>[0]>) {
    return startForge({
      port: 0,
      baseUrl: 'http://localhost:7017',
      repositoriesDir: path.join(test.directory, 'second'),
      users: [admin],
      organizations: ['harborline'],
      logger: mockServices.logger.mock(),
      ...options,
    });
  }

  it('refuses a configuration that cannot work', async () => {
    await expect(start({ organizations: ['api'] })).rejects.toThrow("'api'");
    await expect(start({ organizations: ['../up'] })).rejects.toThrow(
      "'../up'",
    );
    await expect(
      start({ users: [{ username: 'a', password: '' }] }),
    ).rejects.toThrow("'a' needs");
    await expect(start({ users: [admin, admin] })).rejects.toThrow(
      'same username',
    );
    await expect(start({ baseUrl: 'http://localhost/forge' })).rejects.toThrow(
      'without a path',
    );
    const { port } = new URL(test.forge.baseUrl);
    await expect(start({ port: Number(port) })).rejects.toThrow('EADDRINUSE');
  });

  it('says so when git cannot serve HTTP', async () => {
    const bin = path.join(test.directory, 'bin');
    await mkdir(bin);
    await writeFile(path.join(bin, 'git'), '#!/bin/sh\necho /absent\n');
    await chmod(path.join(bin, 'git'), 0o755);
    const original = process.env.PATH;
    process.env.PATH = `${bin}:${original}`;
    try {
      await expect(start({})).rejects.toThrow(
        "'/absent/git-http-backend' cannot be run",
      );
    } finally {
      process.env.PATH = original;
    }
  });

  it('ends a push that never comes to its end', async () => {
    const { hostname, port } = new URL(test.forge.baseUrl);
    const push = request({
      hostname,
      port,
      method: 'POST',
      path: '/harborline/payments.git/git-receive-pack',
      headers: {
        Authorization: basic(admin),
        'Content-Type': 'application/x-git-receive-pack-request',
      },
    });
    // The end reaches the client in the middle of git's answer.
    push.on('error', () => {});
    const ended = once(push, 'close');
    const answered = once(push, 'response');
    push.write('0');
    // Git sends the head of its answer before it reads the rest of the request.
    await answered;
    const startedAt = Date.now();
    await test.forge.close();
    expect(Date.now() - startedAt).toBeLessThan(8_000);
    await ended;
    await expect(test.fetch('/')).rejects.toThrow();
  });
});
