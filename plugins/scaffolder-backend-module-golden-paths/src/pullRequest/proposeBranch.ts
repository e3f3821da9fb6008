import type { RepositoryHost } from '@causeway/plugin-golden-paths-node';
import type { RepositoryClone } from '../clone/RepositoryClone';
import { HostedPullRequests, type PullRequest } from './HostedPullRequests';

/**
 * Pushes a commit as a branch and opens a pull request for it; goes on with what an earlier attempt
 * has pushed or opened, and never touches somebody else's branch.
 */
export async function proposeBranch(options: {
  clone: RepositoryClone;
  host: RepositoryHost;
  commit: string;
  branch: string;
  title: string;
  body: string;
  /** Branches that belong to it, by name. */
  others?: Record<string, string>;
}): Promise<PullRequest & { branch: string; isNew: boolean }> {
  const { clone, host, commit, title, body, others = {} } = options;
  const { repository } = clone;
  const base = clone.defaultBranch;
  const pullRequests = new HostedPullRequests({ host, repository });
  for (let attempt = 1; ; attempt++) {
    const branch =
      attempt === 1 ? options.branch : `${options.branch}-${attempt}`;
    const existing = await clone.findBranch(branch);
    const open = existing && (await pullRequests.find({ head: branch, base }));
    if (open) {
      return { ...open, branch, isNew: false };
    }
    const isFree =
      !existing ||
      ((await clone.isSame(existing, commit)) &&
        (await clone.parentOf(existing)) === (await clone.parentOf(commit)));
    if (isFree) {
      await clone.push({ ...others, [branch]: existing ?? commit });
      const opened = await pullRequests.open({
        head: branch,
        base,
        title,
        body,
      });
      return { ...opened, branch, isNew: true };
    }
  }
}
