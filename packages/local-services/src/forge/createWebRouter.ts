import { NotFoundError } from '@backstage/errors';
import type { Request, Response, Router } from 'express';
import createPromiseRouter from 'express-promise-router';
import { requireUser, type Authenticator } from './authenticate';
import { AuthorizedRepositoryStore } from './AuthorizedRepositoryStore';
import type { TreeEntry } from './gitOutput';
import type { GitRepository, Revision } from './GitRepository';
import type { GitRepositoryStore } from './GitRepositoryStore';
import { encodePath, parseTreePath } from './names';
import type { Html } from './pages/html';
import { renderHomePage, renderOrganizationPage } from './pages/listPages';
import {
  renderPullRequestPage,
  renderPullRequestsPage,
} from './pages/pullRequestPages';
import { renderPage } from './pages/renderPage';
import {
  renderBranchesPage,
  renderCommitPage,
  renderCommitsPage,
  renderEditPage,
  renderEmptyPage,
  renderFilePage,
  renderFolderPage,
  type RepositoryHeading,
} from './pages/repositoryPages';
import { contentSecurityPolicy } from './pages/stylesheet';
import { wildcard } from './parseRequest';
import type { PullRequestStore } from './PullRequestStore';
import { isText, sendFile } from './sendFile';

export interface CreateWebRouterOptions {
  baseUrl: string;
  repositories: GitRepositoryStore;
  pullRequests: PullRequestStore;
  authenticator: Authenticator;
}

// Beyond this a page of text helps nobody; the raw file remains.
const maxShownBytes = 1024 * 1024;
const maxShownCommits = 50;

/** The pages that a browser shows, under the addresses that Gitea uses. */
export function createWebRouter(options: CreateWebRouterOptions): Router {
  const { baseUrl, repositories, pullRequests, authenticator } = options;
  const router = createPromiseRouter();

  function storeFor(request: Request): AuthorizedRepositoryStore {
    return new AuthorizedRepositoryStore(
      repositories,
      authenticator.authenticate(request.headers.authorization),
    );
  }

  async function openRepository(request: Request) {
    const store = storeFor(request);
    const { owner, name } = request.params;
    const repository = await store.get(owner, name);
    const content = store.open(repository);
    const heading: RepositoryHeading = {
      repository,
      cloneUrl: `${baseUrl}/${repository.owner}/${repository.name}.git`,
      branches: await content.branches(),
    };
    const send = (response: Response, page: Html) =>
      sendPage(response, {
        title: `${repository.owner}/${repository.name}`,
        username: store.user?.username,
        content: page,
      });
    return { repository, content, heading, send };
  }

  router.get('/', async (request, response) => {
    const store = storeFor(request);
    const organizations = await Promise.all(
      store.organizations.map(async name => ({
        name,
        repositories: await store.list(name),
      })),
    );
    sendPage(response, {
      title: 'Repositories',
      username: store.user?.username,
      content: renderHomePage(organizations),
    });
  });

  // A browser offers its password dialogue only after a 401, which no page that a stranger may see would send.
  router.get('/login', (request, response) => {
    requireUser(storeFor(request).user);
    response.redirect('/');
  });

  router.get('/:owner', async (request, response) => {
    const store = storeFor(request);
    const name = store.organization(request.params.owner);
    sendPage(response, {
      title: name,
      username: store.user?.username,
      content: renderOrganizationPage({
        name,
        repositories: await store.list(name),
      }),
    });
  });

  // People paste clone addresses into browsers.
  router.get('/:owner/:name.git', (request, response) => {
    const { owner, name } = request.params;
    response.redirect(`/${encodePath(owner)}/${encodePath(name)}`);
  });

  router.get('/:owner/:name', async (request, response) => {
    const { repository, content, heading, send } = await openRepository(
      request,
    );
    const branch = heading.branches.find(
      ({ name }) => name === repository.defaultBranch,
    );
    if (heading.branches.length === 0) {
      send(response, renderEmptyPage(heading));
    } else if (!branch) {
      send(response, renderBranchesPage(heading));
    } else {
      const revision: Revision = { kind: 'branch', ...branch };
      const folder = await content.entry(revision.sha, '');
      send(
        response,
        await renderEntry({ content, heading, revision, entry: folder }),
      );
    }
  });

  const source = '/:owner/:name/src/:kind(branch|tag|commit)/*';
  router.get(source, async (request, response) => {
    const { content, heading, send } = await openRepository(request);
    if (heading.branches.length === 0) {
      send(response, renderEmptyPage(heading));
      return;
    }
    const { revision, entry } = await resolveEntry(content, request);
    send(response, await renderEntry({ content, heading, revision, entry }));
  });

  const raw = '/:owner/:name/raw/:kind(branch|tag|commit)/*';
  router.get(raw, async (request, response) => {
    const { content } = await openRepository(request);
    const { revision, entry } = await resolveEntry(content, request);
    await sendFile({ content, sha: revision.sha, entry, response });
  });

  router.get('/:owner/:name/commits/branch/*', async (request, response) => {
    const { content, heading, send } = await openRepository(request);
    const { revision, path } = await content.resolveBranchPath(
      wildcard(request),
    );
    const commits = await content.history({
      sha: revision.sha,
      path: parseTreePath(path),
      limit: maxShownCommits,
    });
    send(response, renderCommitsPage({ ...heading, revision, commits }));
  });

  router.get('/:owner/:name/commit/:sha', async (request, response) => {
    const { content, heading, send } = await openRepository(request);
    const { sha } = await content.resolve(request.params.sha);
    const commit = await content.commit(sha);
    const patch = await content.patch(commit, maxShownBytes);
    const revision: Revision = { kind: 'commit', name: sha, sha };
    send(response, renderCommitPage({ ...heading, revision, commit, patch }));
  });

  router.get('/:owner/:name/pulls', async (request, response) => {
    const { repository, heading, send } = await openRepository(request);
    send(
      response,
      renderPullRequestsPage({
        ...heading,
        pullRequests: await pullRequests.list(repository),
      }),
    );
  });

  const onePullRequest = '/:owner/:name/pulls/:number([1-9][0-9]{0,8})';
  router.get(onePullRequest, async (request, response) => {
    const { repository, content, heading, send } = await openRepository(
      request,
    );
    const pullRequest = await pullRequests.get(
      repository,
      Number(request.params.number),
    );
    const state = await pullRequests.describe(repository, pullRequest);
    const patch = await content.patch(
      { sha: pullRequest.headSha, parents: [state.mergeBase] },
      maxShownBytes,
    );
    send(response, renderPullRequestPage({ ...heading, state, patch }));
  });

  router.get('/:owner/:name/_edit/*', async (request, response) => {
    const { content, heading, send } = await openRepository(request);
    const { revision, path } = await content.resolveBranchPath(
      wildcard(request),
    );
    const { path: file } = await content.entry(
      revision.sha,
      parseTreePath(path),
    );
    send(response, renderEditPage({ ...heading, revision, path: file }));
  });

  router.use(request => {
    throw new NotFoundError(`No page '${request.path}'`);
  });

  return router;
}

/** Sends a page with the headers that all pages share. */
export function sendPage(
  response: Response,
  page: Parameters<typeof renderPage>[0],
): void {
  response
    .set('Content-Security-Policy', contentSecurityPolicy)
    .type('html')
    .send(renderPage(page));
}

async function resolveEntry(
  content: GitRepository,
  request: Request,
): Promise<{ revision: Revision; entry: TreeEntry }> {
  const text = wildcard(request);
  const [first, ...rest] = text.split('/');
  const { revision, path } =
    request.params.kind === 'branch'
      ? await content.resolveBranchPath(text.replace(/\/$/, ''))
      : { revision: await content.resolve(first), path: rest.join('/') };
  return {
    revision,
    entry: await content.entry(revision.sha, parseTreePath(path)),
  };
}

async function renderEntry(options: {
  content: GitRepository;
  heading: RepositoryHeading;
  revision: Revision;
  entry: TreeEntry;
}): Promise<Html> {
  const { content, heading, revision, entry } = options;
  if (entry.type !== 'dir') {
    const text = await readText(content, entry);
    return renderFilePage({ ...heading, revision, file: entry, text });
  }
  const children = await content.children(entry);
  const readme = children.find(
    ({ name, type }) => type === 'file' && /^readme(\.|$)/i.test(name),
  );
  const text = readme && (await readText(content, readme));
  return renderFolderPage({
    ...heading,
    revision,
    folder: entry,
    children,
    readme:
      readme && text !== undefined ? { name: readme.name, text } : undefined,
  });
}

async function readText(
  content: GitRepository,
  entry: TreeEntry,
): Promise<string | undefined> {
  if (entry.type === 'submodule' || entry.size > maxShownBytes) {
    return undefined;
  }
  const data = await content.blob(entry.sha);
  return isText(data) ? data.toString() : undefined;
}
