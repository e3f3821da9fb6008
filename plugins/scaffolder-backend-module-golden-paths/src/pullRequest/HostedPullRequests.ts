import type { RepositoryHostType } from '@causeway/plugin-golden-paths-common';
import type {
  HostApi,
  RepositoryHost,
  RepositoryName,
} from '@causeway/plugin-golden-paths-node';
import { z } from 'zod';

export interface PullRequest {
  number: number;
  url: string;
}

interface Branches {
  head: string;
  base: string;
}

interface NewPullRequest extends Branches {
  title: string;
  body: string;
}

/** How one type of host finds and opens pull requests. */
interface PullRequestApi {
  find(
    api: HostApi,
    branches: Branches,
    repository: RepositoryName,
  ): Promise<PullRequest | undefined>;
  open(api: HostApi, options: NewPullRequest): Promise<PullRequest>;
}

const pullRequestSchema = z
  .object({ number: z.number(), html_url: z.string() })
  .transform(({ number, html_url: url }) => ({ number, url }));

const listedPullRequestSchema = z.object({
  number: z.number(),
  html_url: z.string(),
  head: z.object({ ref: z.string() }),
  base: z.object({ ref: z.string() }),
});

const mergeRequestSchema = z
  .object({ iid: z.number(), web_url: z.string() })
  .transform(({ iid: number, web_url: url }) => ({ number, url }));

const openPullRequest: PullRequestApi['open'] = (api, options) =>
  api.post('/pulls', options, pullRequestSchema);

const apis: Record<RepositoryHostType, PullRequestApi> = {
  github: {
    async find(api, { head, base }, { owner }) {
      const query = new URLSearchParams({
        state: 'open',
        head: `${owner}:${head}`,
        base,
      });
      const found = await api.get(
        `/pulls?${query}`,
        z.array(pullRequestSchema),
      );
      return found?.[0];
    },
    open: openPullRequest,
  },
  gitlab: {
    async find(api, { head, base }) {
      const query = new URLSearchParams({
        state: 'opened',
        source_branch: head,
        target_branch: base,
      });
      const found = await api.get(
        `/merge_requests?${query}`,
        z.array(mergeRequestSchema),
      );
      return found?.[0];
    },
    open: (api, { head, base, title, body }) =>
      api.post(
        '/merge_requests',
        {
          source_branch: head,
          target_branch: base,
          title,
          description: body,
        },
        mergeRequestSchema,
      ),
  },
  gitea: {
    // Gitea looks one up by its branches too (`/pulls/{base}/{head}`), but may answer with one that
    // is closed while another is open. Pages end where one is empty, as it may allow fewer than 50.
    async find(api, { head, base }) {
      for (let page = 1; ; page += 1) {
        const listed = await api.get(
          `/pulls?state=open&limit=50&page=${page}`,
          z.array(listedPullRequestSchema),
        );
        const found = listed?.find(
          each => each.head.ref === head && each.base.ref === base,
        );
        if (found || !listed?.length) {
          return found && { number: found.number, url: found.html_url };
        }
      }
    },
    open: openPullRequest,
  },
};

/** The pull requests of a repository; merge requests where the host is a GitLab. */
export class HostedPullRequests {
  readonly #host: RepositoryHost;
  readonly #repository: RepositoryName;

  constructor(options: { host: RepositoryHost; repository: RepositoryName }) {
    this.#host = options.host;
    this.#repository = options.repository;
  }

  /** The open one between two branches. */
  async find(branches: Branches): Promise<PullRequest | undefined> {
    const api = await this.#host.api(this.#repository);
    return apis[this.#host.type].find(api, branches, this.#repository);
  }

  async open(options: NewPullRequest): Promise<PullRequest> {
    const api = await this.#host.api(this.#repository);
    return apis[this.#host.type].open(api, options);
  }
}
