import type { FileChange } from '../gitOutput';
import type { PullRequest, PullRequestState } from '../PullRequestStore';
import { html, type Html } from './html';
import { quoteForShell, renderCodeBlock, renderTime } from './renderPage';
import { renderHeading, type RepositoryHeading } from './repositoryPages';

export function renderPullRequestsPage(
  options: RepositoryHeading & { pullRequests: PullRequest[] },
): Html {
  const { pullRequests } = options;
  return html`${renderHeading(options)}
    <h2>Pull requests</h2>
    ${pullRequests.length === 0
      ? html`<p>There are none.</p>`
      : renderTable(options, pullRequests)}`;
}

/** What it proposes, how it stands, and how to merge it. */
export function renderPullRequestPage(
  options: RepositoryHeading & { state: PullRequestState; patch: string },
): Html {
  const { state, patch, repository } = options;
  const { pullRequest, changes, isMergeable } = state;
  const { number, title, body, head, base, author } = pullRequest;
  return html`${renderHeading(options)}
    <h2>${title} (#${number})</h2>
    <p class="quiet">
      <span class="label">${stateOf(pullRequest)}</span>
      ${author} on ${renderTime(pullRequest.createdAt)} ·
      <code>${head}</code> into <code>${base}</code>
    </p>
    ${body && html`<p class="text">${body}</p>`}
    ${pullRequest.state === 'open' ? renderMerging(options, state) : undefined}
    <h2>Changed files</h2>
    ${changes.length === 0
      ? html`<p>${head} changes nothing.</p>`
      : renderChanges(changes)}
    ${patch && renderCodeBlock(`Changes of ${repository.name}`, patch)}
    ${pullRequest.state === 'open' && !isMergeable
      ? html`<p>It conflicts with <code>${base}</code>.</p>`
      : undefined}`;
}

function renderTable(
  { repository }: RepositoryHeading,
  pullRequests: PullRequest[],
): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Title</th>
        <th scope="col">State</th>
        <th scope="col">From</th>
        <th scope="col">Opened</th>
      </tr>
    </thead>
    <tbody>
      ${pullRequests.map(
        pullRequest => html`<tr>
          <th scope="row">
            <a
              href="/${repository.owner}/${repository.name}/pulls/${pullRequest.number}"
              >${pullRequest.title} (#${pullRequest.number})</a
            >
          </th>
          <td>${stateOf(pullRequest)}</td>
          <td>${pullRequest.head}</td>
          <td>${renderTime(pullRequest.createdAt)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

// Pages have no forms; git merges.
function renderMerging(
  { cloneUrl, repository }: RepositoryHeading,
  { pullRequest: { head, base }, isMergeable }: PullRequestState,
): Html {
  const merge = `git merge --no-ff ${quoteForShell(`origin/${head}`)}`;
  return html`<h2>${isMergeable ? 'Merge it' : 'Resolve its conflicts'}</h2>
    ${renderCodeBlock(
      'Commands to merge it',
      `git clone --branch ${quoteForShell(base)} ${cloneUrl}
cd ${quoteForShell(repository.name)}
${
  isMergeable ? merge : `${merge}   # resolve what it reports, then: git commit`
}
git push`,
    )}`;
}

function renderChanges(changes: FileChange[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">File</th>
        <th scope="col">Change</th>
        <th scope="col" class="number">Lines</th>
      </tr>
    </thead>
    <tbody>
      ${changes.map(
        ({ filename, status, additions, deletions }) => html`<tr>
          <th scope="row">${filename}</th>
          <td>${status}</td>
          <td class="number">+${additions} −${deletions}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function stateOf({ state, merge }: PullRequest): string {
  if (merge) {
    return 'Merged';
  }
  return state === 'open' ? 'Open' : 'Closed';
}
