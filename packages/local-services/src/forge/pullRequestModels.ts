import { idOf, type Repository } from './GitRepositoryStore';
import type { FileChange } from './gitOutput';
import type { GiteaModels } from './giteaModels';
import { encodePath } from './names';
import type { PullRequestState } from './PullRequestStore';

/** A pull request in the shape of Gitea's own. */
export function describePullRequest(
  models: GiteaModels,
  repository: Repository,
  repositoryModel: ReturnType<GiteaModels['repository']>,
  state: PullRequestState,
) {
  const { pullRequest, baseSha, mergeBase, isMergeable, changes } = state;
  const { number, merge } = pullRequest;
  const url = `${models.repositoryUrl(repository)}/pulls/${number}`;
  const branch = (ref: string, sha: string) => ({
    label: ref,
    ref,
    sha,
    repo_id: repositoryModel.id,
    repo: repositoryModel,
  });
  const sum = (key: 'additions' | 'deletions') =>
    changes.reduce((total, change) => total + change[key], 0);
  return {
    id: idOf(`${repository.owner}/${repository.name}/pulls/${number}`),
    url,
    number,
    user: models.user(pullRequest.author),
    title: pullRequest.title,
    body: pullRequest.body,
    labels: [],
    milestone: null,
    assignee: null,
    assignees: null,
    requested_reviewers: [],
    requested_reviewers_teams: [],
    state: pullRequest.state,
    draft: false,
    is_locked: false,
    comments: 0,
    review_comments: 0,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: changes.length,
    html_url: url,
    diff_url: `${url}.diff`,
    patch_url: `${url}.patch`,
    mergeable: isMergeable,
    merged: merge !== undefined,
    merged_at: merge?.at ?? null,
    merge_commit_sha: merge?.sha ?? null,
    merged_by: merge ? models.user(merge.by) : null,
    allow_maintainer_edit: false,
    base: branch(pullRequest.base, baseSha),
    head: branch(pullRequest.head, pullRequest.headSha),
    merge_base: mergeBase,
    due_date: null,
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    closed_at: merge?.at ?? null,
    pin_order: 0,
  };
}

// Gitea has other words for them here than in a commit.
const statuses = {
  added: 'added',
  modified: 'changed',
  removed: 'deleted',
} as const;

/** A file that a pull request changes, in the shape of Gitea's own. */
export function describeChangedFile(
  models: GiteaModels,
  repository: Repository,
  headSha: string,
  change: FileChange,
) {
  const { filename, status, additions, deletions } = change;
  const file = encodePath(filename);
  const webUrl = models.repositoryUrl(repository);
  return {
    filename,
    status: statuses[status],
    additions,
    deletions,
    changes: additions + deletions,
    html_url: `${webUrl}/src/commit/${headSha}/${file}`,
    contents_url: `${models.repositoryApiUrl(
      repository,
    )}/contents/${file}?ref=${headSha}`,
    raw_url: `${webUrl}/raw/commit/${headSha}/${file}`,
  };
}
