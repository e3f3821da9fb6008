import { z } from 'zod';
import type { HostedRepository } from './RepositoryHost';

/** A repository as GitHub's API describes it, and Gitea's after it. */
export const githubRepositorySchema = z
  .object({
    name: z.string(),
    owner: z.object({ login: z.string() }),
    description: z.string().nullable(),
    clone_url: z.string(),
    html_url: z.string(),
    default_branch: z.string(),
  })
  .transform(
    (found): HostedRepository => ({
      owner: found.owner.login,
      name: found.name,
      description: found.description ?? '',
      cloneUrl: found.clone_url,
      webUrl: found.html_url,
      defaultBranch: found.default_branch,
    }),
  );
