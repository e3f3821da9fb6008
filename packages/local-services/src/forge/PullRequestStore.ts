import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  ConflictError,
  CustomErrorBase,
  InputError,
  isError,
  NotFoundError,
} from '@backstage/errors';
import pLimit from 'p-limit';
import type { Commit, FileChange } from './gitOutput';
import type { GitRepository } from './GitRepository';
import type { GitRepositoryStore, Repository } from './GitRepositoryStore';

/** A proposal to bring one branch into another. */
export interface PullRequest {
  number: number;
  title: string;
  body: string;
  author: string;
  /** Names of branches. */
  head: string;
  base: string;
  state: 'open' | 'closed';
  createdAt: string;
  updatedAt: string;
  /** What the head was when it was seen last; the branch may be gone since. */
  headSha: string;
  merge?: { sha: string; baseSha: string; at: string; by: string };
}

/** What a pull request would change as its branches stand now. */
export interface PullRequestState {
  pullRequest: PullRequest;
  baseSha: string;
  mergeBase: string;
  /** Without a conflict. */
  isMergeable: boolean;
  changes: FileChange[];
}

export const mergeStyles = ['merge', 'squash'] as const;
export type MergeStyle = (typeof mergeStyles)[number];

/** A pull request that is not open, or conflicts. */
export class NotMergeableError extends CustomErrorBase {
  name = 'NotMergeableError' as const;
}

const fileName = 'forge-pull-requests.json';

/** Pull requests in a file beside each repository, so that the folder stays the whole truth. */
export class PullRequestStore {
  readonly #repositories: GitRepositoryStore;
  // One change at a time: numbers are counted, and a file is written whole.
  readonly #changes = pLimit(1);

  constructor(options: { repositories: GitRepositoryStore }) {
    this.#repositories = options.repositories;
  }

  /** The newest first. */
  async list(repository: Repository): Promise<PullRequest[]> {
    return await this.#changes(() => this.#refresh(repository));
  }

  async get(repository: Repository, number: number): Promise<PullRequest> {
    const found = (await this.list(repository)).find(
      pullRequest => pullRequest.number === number,
    );
    if (!found) {
      throw new NotFoundError(
        `No pull request ${number} in '${repository.owner}/${repository.name}'`,
      );
    }
    return found;
  }

  async create(
    repository: Repository,
    options: Pick<PullRequest, 'title' | 'body' | 'head' | 'base' | 'author'>,
  ): Promise<PullRequest> {
    const { head, base } = options;
    return await this.#changes(async () => {
      const content = this.#repositories.open(repository);
      const headSha = await branchSha(content, head);
      const baseSha = await branchSha(content, base);
      const mergeBase = await content.mergeBase(baseSha, headSha);
      if (!mergeBase) {
        throw new InputError(`'${head}' and '${base}' have no common history`);
      }
      if (mergeBase === headSha) {
        throw new InputError(`'${head}' has nothing that '${base}' lacks`);
      }
      const known = await this.#refresh(repository);
      const same = known.find(
        pullRequest =>
          pullRequest.state === 'open' &&
          pullRequest.head === head &&
          pullRequest.base === base,
      );
      if (same) {
        throw new ConflictError(
          `pull request already exists for these targets [id: ${same.number}, head: ${head}, base: ${base}]`,
        );
      }
      const now = new Date().toISOString();
      const created: PullRequest = {
        ...options,
        number:
          known.reduce((last, { number }) => Math.max(last, number), 0) + 1,
        state: 'open',
        createdAt: now,
        updatedAt: now,
        headSha,
      };
      await this.#write(repository, [created, ...known]);
      return created;
    });
  }

  /** What a pull request changes: now while it is open, and as it was merged afterwards. */
  async describe(
    repository: Repository,
    pullRequest: PullRequest,
  ): Promise<PullRequestState> {
    const content = this.#repositories.open(repository);
    const baseSha =
      pullRequest.merge?.baseSha ??
      (await branchSha(content, pullRequest.base));
    const { headSha } = pullRequest;
    const mergeBase = (await content.mergeBase(baseSha, headSha)) ?? baseSha;
    return {
      pullRequest,
      baseSha,
      mergeBase,
      isMergeable:
        pullRequest.state === 'open' &&
        (await content.mergeTree(baseSha, headSha)) !== undefined,
      changes: await content.changes({ sha: headSha, parents: [mergeBase] }),
    };
  }

  async merge(
    repository: Repository,
    number: number,
    options: {
      style: MergeStyle;
      by: string;
      message?: string;
    },
  ): Promise<void> {
    const { style, by, message } = options;
    await this.#changes(async () => {
      const known = await this.#refresh(repository);
      const pullRequest = known.find(each => each.number === number);
      if (pullRequest?.state !== 'open') {
        throw new NotMergeableError(`Pull request ${number} is not open`);
      }
      const { base, head, headSha, title } = pullRequest;
      const content = this.#repositories.open(repository);
      const baseSha = await branchSha(content, base);
      const tree = await content.mergeTree(baseSha, headSha);
      if (!tree) {
        throw new NotMergeableError(
          `Pull request ${number} conflicts with '${base}'; merge '${base}' into '${head}' first`,
        );
      }
      const sha = await content.commitTree({
        branch: base,
        tree,
        parents: style === 'merge' ? [baseSha, headSha] : [baseSha],
        message: message || `${title} (#${number})`,
        author: { name: by, email: `${by}@noreply.localhost` },
      });
      const at = new Date().toISOString();
      await this.#write(
        repository,
        known.map(each =>
          each.number === number
            ? {
                ...each,
                state: 'closed',
                updatedAt: at,
                merge: { sha, baseSha, at, by },
              }
            : each,
        ),
      );
    });
  }

  /** Reads what is stored, and notes what pushes have done since: new heads, and merges by hand. */
  async #refresh(repository: Repository): Promise<PullRequest[]> {
    const stored = await this.#read(repository);
    if (!stored.some(({ state }) => state === 'open')) {
      return stored;
    }
    const content = this.#repositories.open(repository);
    const tips = new Map(
      (await content.branches()).map(({ name, sha }) => [name, sha]),
    );
    const current: PullRequest[] = [];
    for (const pullRequest of stored) {
      current.push(
        pullRequest.state === 'open'
          ? await refreshOne(content, pullRequest, tips)
          : pullRequest,
      );
    }
    if (current.some((each, index) => each !== stored[index])) {
      await this.#write(repository, current);
    }
    return current;
  }

  async #read(repository: Repository): Promise<PullRequest[]> {
    try {
      return JSON.parse(await readFile(this.#fileOf(repository), 'utf8'));
    } catch (error) {
      if (isError(error) && error.code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  }

  async #write(
    repository: Repository,
    pullRequests: PullRequest[],
  ): Promise<void> {
    const file = this.#fileOf(repository);
    await writeFile(
      `${file}.new`,
      `${JSON.stringify(pullRequests, undefined, 2)}\n`,
    );
    await rename(`${file}.new`, file);
  }

  #fileOf(repository: Repository): string {
    return path.join(this.#repositories.directoryOf(repository), fileName);
  }
}

async function refreshOne(
  content: GitRepository,
  pullRequest: PullRequest,
  tips: Map<string, string>,
): Promise<PullRequest> {
  const headSha = tips.get(pullRequest.head) ?? pullRequest.headSha;
  const baseSha = tips.get(pullRequest.base);
  if (baseSha && (await content.mergeBase(baseSha, headSha)) === headSha) {
    const tip: Commit = await content.commit(baseSha);
    return {
      ...pullRequest,
      state: 'closed',
      headSha,
      updatedAt: tip.committer.date,
      merge: {
        sha: baseSha,
        baseSha: tip.parents[0] ?? baseSha,
        at: tip.committer.date,
        by: tip.committer.name,
      },
    };
  }
  return headSha === pullRequest.headSha
    ? pullRequest
    : { ...pullRequest, headSha, updatedAt: new Date().toISOString() };
}

async function branchSha(
  content: GitRepository,
  name: string,
): Promise<string> {
  const branch = (await content.branches()).find(each => each.name === name);
  if (!branch) {
    throw new NotFoundError(`No branch '${name}'`);
  }
  return branch.sha;
}
