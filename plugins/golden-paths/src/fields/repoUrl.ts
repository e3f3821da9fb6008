/** The scaffolder's way to name a repository: `host?owner=…&repo=…`. */
export interface RepositoryPlace {
  host: string;
  owner: string;
  repo: string;
}

export function formatRepoUrl({ host, owner, repo }: RepositoryPlace): string {
  return `${host}?${new URLSearchParams({ owner, repo })}`;
}

/** Parts that are missing are empty. */
export function parseRepoUrl(repoUrl: string): RepositoryPlace {
  const [host, query = ''] = repoUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  return {
    host,
    owner: parameters.get('owner') ?? '',
    repo: parameters.get('repo') ?? '',
  };
}
