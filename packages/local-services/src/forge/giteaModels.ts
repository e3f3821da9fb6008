import { idOf, type Repository } from './GitRepositoryStore';
import type { ForgeUser } from './authenticate';
import type {
  Branch,
  Commit,
  FileChange,
  Signature,
  TreeEntry,
} from './gitOutput';
import type { Revision } from './GitRepository';
import { encodePath } from './names';

// Clients compare this with the release that brought a feature; all routes served here are older.
export const giteaVersion = '1.24.0+causeway';

/** Builds the answers of the API in the shape of Gitea's own, with addresses below `baseUrl`. */
export class GiteaModels {
  readonly #baseUrl: string;

  constructor(options: { baseUrl: string }) {
    this.#baseUrl = options.baseUrl;
  }

  repositoryUrl({ owner, name }: Repository): string {
    return `${this.#baseUrl}/${owner}/${name}`;
  }

  repositoryApiUrl({ owner, name }: Repository): string {
    return `${this.#baseUrl}/api/v1/repos/${owner}/${name}`;
  }

  user(username: string) {
    return {
      id: idOf(username),
      login: username,
      login_name: '',
      full_name: '',
      email: `${username}@noreply.localhost`,
      avatar_url: '',
      html_url: `${this.#baseUrl}/${username}`,
      language: '',
      is_admin: false,
      restricted: false,
      active: true,
      prohibit_login: false,
      location: '',
      website: '',
      description: '',
      visibility: 'public',
      username,
    };
  }

  organization(name: string) {
    return {
      id: idOf(name),
      name,
      full_name: name,
      email: '',
      avatar_url: '',
      description: '',
      website: '',
      location: '',
      visibility: 'public',
      repo_admin_change_team_access: false,
      username: name,
    };
  }

  repository(
    repository: Repository,
    state: {
      branches: Branch[];
      diskUsage: number;
      user: ForgeUser | undefined;
    },
  ) {
    const { owner, name, description, isPrivate, defaultBranch, createdAt } =
      repository;
    const { branches, diskUsage, user } = state;
    const canWrite = user !== undefined && !user.isReadOnly;
    const url = this.repositoryUrl(repository);
    return {
      id: idOf(`${owner}/${name}`),
      owner: this.user(owner),
      name,
      full_name: `${owner}/${name}`,
      description,
      empty: branches.length === 0,
      private: isPrivate,
      fork: false,
      template: false,
      mirror: false,
      size: diskUsage,
      language: '',
      html_url: url,
      url: this.repositoryApiUrl(repository),
      link: '',
      ssh_url: '',
      clone_url: `${url}.git`,
      original_url: '',
      website: '',
      stars_count: 0,
      forks_count: 0,
      watchers_count: 0,
      open_issues_count: 0,
      open_pr_counter: 0,
      release_counter: 0,
      default_branch: defaultBranch,
      archived: false,
      created_at: createdAt,
      updated_at: latest([
        createdAt,
        ...branches.map(branch => branch.committedAt),
      ]),
      permissions: { admin: canWrite, push: canWrite, pull: true },
      has_issues: false,
      has_wiki: false,
      has_pull_requests: true,
      has_projects: false,
      has_releases: false,
      has_packages: false,
      has_actions: false,
      internal: false,
      object_format_name: 'sha1',
      topics: [],
    };
  }

  branch(repository: Repository, name: string, commit: Commit) {
    return {
      name,
      commit: {
        id: commit.sha,
        message: commit.message,
        url: `${this.repositoryUrl(repository)}/commit/${commit.sha}`,
        author: { ...identity(commit.author), username: '' },
        committer: { ...identity(commit.committer), username: '' },
        verification: null,
        timestamp: commit.committer.date,
        added: null,
        removed: null,
        modified: null,
      },
      protected: false,
      required_approvals: 0,
      enable_status_check: false,
      status_check_contexts: [],
      user_can_push: true,
      user_can_merge: true,
      effective_branch_protection_name: '',
    };
  }

  commit(
    repository: Repository,
    commit: Commit,
    changes: FileChange[] | undefined,
  ) {
    const apiUrl = this.repositoryApiUrl(repository);
    const url = `${apiUrl}/git/commits/${commit.sha}`;
    return {
      url,
      sha: commit.sha,
      created: commit.committer.date,
      html_url: `${this.repositoryUrl(repository)}/commit/${commit.sha}`,
      commit: {
        url,
        author: commit.author,
        committer: commit.committer,
        message: commit.message,
        tree: {
          url: `${apiUrl}/git/trees/${commit.treeSha}`,
          sha: commit.treeSha,
          created: commit.committer.date,
        },
        verification: null,
      },
      author: null,
      committer: null,
      parents: commit.parents.map(sha => ({
        url: `${apiUrl}/git/commits/${sha}`,
        sha,
      })),
      files:
        changes?.map(({ filename, status }) => ({ filename, status })) ?? null,
      stats: changes ? statistics(changes) : null,
    };
  }

  blob(
    repository: Repository,
    blob: { sha: string; size: number; content: Buffer | undefined },
  ) {
    return {
      sha: blob.sha,
      url: `${this.repositoryApiUrl(repository)}/git/blobs/${blob.sha}`,
      size: blob.size,
      ...encoded(blob.content),
    };
  }

  contents(
    repository: Repository,
    file: {
      entry: TreeEntry;
      revision: Revision;
      /** Left out for folders and for files that are too large for an answer. */
      content?: Buffer;
      lastCommit?: Commit;
    },
  ) {
    const { entry, revision, content, lastCommit } = file;
    const apiUrl = this.repositoryApiUrl(repository);
    const webUrl = this.repositoryUrl(repository);
    const path = encodePath(entry.path);
    const at = `${revision.kind}/${encodePath(revision.name)}/${path}`;
    const isBlob = entry.type === 'file' || entry.type === 'symlink';
    const self = `${apiUrl}/contents/${path}?ref=${encodeURIComponent(
      revision.name,
    )}`;
    const html = `${webUrl}/src/${at}`;
    const git = isBlob ? `${apiUrl}/git/blobs/${entry.sha}` : null;
    return {
      name: entry.name,
      path: entry.path,
      sha: entry.sha,
      ...(lastCommit && {
        last_commit_sha: lastCommit.sha,
        last_committer_date: lastCommit.committer.date,
        last_author_date: lastCommit.author.date,
      }),
      type: entry.type,
      size: entry.size,
      ...encoded(entry.type === 'file' ? content : undefined),
      target: entry.type === 'symlink' && content ? content.toString() : null,
      url: self,
      html_url: html,
      git_url: git,
      download_url: isBlob ? `${webUrl}/raw/${at}` : null,
      submodule_git_url: null,
      _links: { self, git, html },
    };
  }
}

function identity({ name, email }: Signature) {
  return { name, email };
}

function encoded(content: Buffer | undefined) {
  return content
    ? { encoding: 'base64', content: content.toString('base64') }
    : { encoding: null, content: null };
}

function statistics(changes: FileChange[]) {
  const additions = changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
  return { total: additions + deletions, additions, deletions };
}

function latest(dates: string[]): string {
  return dates.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
}
