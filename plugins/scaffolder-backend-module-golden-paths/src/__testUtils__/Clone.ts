import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestScaffolder } from './startScaffolder';

/** A repository as a person changes it. */
export class Clone {
  readonly folder: string;
  readonly #name: string;
  readonly #test: TestScaffolder;

  constructor(test: TestScaffolder, name: string, folder: string) {
    this.#test = test;
    this.#name = name;
    this.folder = folder;
  }

  git(...args: string[]): Promise<string> {
    return this.#test.git('-C', this.folder, ...args);
  }

  /** Writes files, or deletes those that are undefined, on a branch and pushes it. */
  async commit(
    files: Record<string, string | undefined>,
    branch = 'main',
  ): Promise<void> {
    await this.git('fetch', '--quiet', 'origin');
    await this.git('checkout', '--quiet', '-B', branch);
    if (branch === 'main') {
      await this.git('reset', '--quiet', '--hard', 'origin/main');
    }
    for (const [name, content] of Object.entries(files)) {
      if (content === undefined) {
        await this.git('rm', '--quiet', name);
      } else {
        await this.#test.writeFiles(this.folder, { [name]: content });
      }
    }
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '-m', 'Change');
    await this.git('push', '--quiet', 'origin', branch);
  }

  async checkOut(branch: string): Promise<void> {
    await this.git('fetch', '--quiet', 'origin');
    await this.git('checkout', '--quiet', '--detach', `origin/${branch}`);
  }

  async read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  async branches(): Promise<string[]> {
    const refs = await this.git('ls-remote', '--heads', 'origin');
    return [...refs.matchAll(/refs\/heads\/(\S+)/g)].map(match => match[1]);
  }

  async pullRequests(): Promise<
    { title: string; body: string; mergeable: boolean; head: { ref: string } }[]
  > {
    return (await this.#api('/pulls')).json();
  }

  async merge(number: number, style: string): Promise<void> {
    const response = await this.#api(`/pulls/${number}/merge`, { Do: style });
    if (!response.ok) {
      throw new Error(`Pull request ${number}: ${await response.text()}`);
    }
  }

  #api(path: string, body?: object): Promise<Response> {
    const remote = new URL(this.#test.remote(this.#name));
    const credentials = `${remote.username}:${remote.password}`;
    return fetch(
      `${remote.origin}/api/v1/repos/harborline/${this.#name}${path}`,
      {
        method: body ? 'POST' : 'GET',
        body: JSON.stringify(body),
        headers: {
          Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
          'Content-Type': 'application/json',
        },
      },
    );
  }
}
