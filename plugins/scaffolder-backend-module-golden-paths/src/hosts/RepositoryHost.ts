import type { RepositoryHostType } from '@causeway/plugin-golden-paths-common';

/** Which repository of a host. */
export interface RepositoryName {
  owner: string;
  name: string;
}

/** A repository that exists. */
export interface HostedRepository extends RepositoryName {
  cloneUrl: string;
  webUrl: string;
  defaultBranch: string;
  description: string;
}

export interface PullRequest {
  number: number;
  url: string;
}

/** A place of repositories, with the credentials that the portal has for it. */
export interface RepositoryHost {
  readonly host: string;
  readonly type: RepositoryHostType;

  /** Where a repository is, or will be, for people. */
  webUrl(repository: RepositoryName): string;

  /** Where a file of a branch is, for people and for the catalog. */
  fileUrl(webUrl: string, branch: string, path: string): string;

  /** The repository, unless there is none that the portal may see. */
  find(repository: RepositoryName): Promise<HostedRepository | undefined>;

  /** The open pull request between two branches. */
  findPullRequest(
    repository: RepositoryName,
    branches: { head: string; base: string },
  ): Promise<PullRequest | undefined>;

  openPullRequest(
    repository: RepositoryName,
    options: { head: string; base: string; title: string; body: string },
  ): Promise<PullRequest>;

  /** The `Authorization` header with which git clones and pushes. */
  gitAuthorization(repository: RepositoryName): Promise<string>;
}
