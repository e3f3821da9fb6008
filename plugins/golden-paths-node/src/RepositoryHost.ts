import type { RepositoryHostType } from '@causeway/plugin-golden-paths-common';
import type { HostApi } from './HostApi';

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

/** A place of repositories, with the credentials that the portal has for it. */
export interface RepositoryHost {
  readonly host: string;
  readonly type: RepositoryHostType;

  /** Where a repository is, or will be, for people. */
  webUrl(repository: RepositoryName): string;

  /** Where a file of a branch is, for people and for the catalog. */
  fileUrl(webUrl: string, branch: string, path: string): string;

  /** The repository, under its present name if it was renamed, unless there is none that the portal may see. */
  find(repository: RepositoryName): Promise<HostedRepository | undefined>;

  /** What the host's API has below a repository. */
  api(repository: RepositoryName): Promise<HostApi>;

  /** The `Authorization` header with which git clones and pushes. */
  gitAuthorization(repository: RepositoryName): Promise<string>;
}
