import type { Branch, Commit, TreeEntry } from '../gitOutput';
import type { Revision } from '../GitRepository';
import type { Repository } from '../GitRepositoryStore';
import { encodePath } from '../names';
import { html, type Html } from './html';
import { privateLabel } from './listPages';
import { quoteForShell, renderCodeBlock, renderTime } from './renderPage';

/** What the heading of every page of a repository shows. */
export interface RepositoryHeading {
  repository: Repository;
  cloneUrl: string;
  branches: Branch[];
  /** The branch, tag or commit on display. */
  revision?: Revision;
}

/** Shown until the first push, with the commands for it. */
export function renderEmptyPage(heading: RepositoryHeading): Html {
  const { repository, cloneUrl } = heading;
  return html`${renderHeading(heading)}
    <h2>This repository is empty</h2>
    <p>Push an existing project to it:</p>
    ${renderCodeBlock(
      'Commands for the first push',
      `git remote add origin ${cloneUrl}
git push --set-upstream origin HEAD:${repository.defaultBranch}`,
    )}`;
}

/** Shown for a repository whose branches do not include the default one. */
export function renderBranchesPage(heading: RepositoryHeading): Html {
  return html`${renderHeading(heading)}
    <p>
      There is no branch '${heading.repository.defaultBranch}' yet. Choose one
      of the branches above.
    </p>`;
}

export function renderFolderPage(
  options: RepositoryHeading & {
    revision: Revision;
    folder: TreeEntry;
    children: TreeEntry[];
    readme: { name: string; text: string } | undefined;
  },
): Html {
  const { repository, revision, folder, children, readme } = options;
  return html`${renderHeading(options)} ${renderPath(options, folder)}
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="number">Size</th>
        </tr>
      </thead>
      <tbody>
        ${children.map(
          child => html`<tr>
            <th scope="row">
              <a href="${sourceLink(repository, revision, child.path)}"
                >${child.name}${child.type === 'dir' ? '/' : ''}</a
              >
            </th>
            <td class="number">${renderKind(child)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${readme &&
    html`<h2>${readme.name}</h2>
      ${renderCodeBlock(readme.name, readme.text)}`}`;
}

export function renderFilePage(
  options: RepositoryHeading & {
    revision: Revision;
    file: TreeEntry;
    /** Left out for what is not text or too long to show. */
    text: string | undefined;
  },
): Html {
  const { repository, revision, file, text } = options;
  const raw = `/${repository.owner}/${repository.name}/raw/${pathOf(
    revision,
  )}/${encodePath(file.path)}`;
  return html`${renderHeading(options)} ${renderPath(options, file)}
    <p>${renderSize(file.size)} · <a href="${raw}">Raw file</a></p>
    ${text === undefined
      ? html`<p>This file is not text, or is too large to be shown here.</p>`
      : renderCodeBlock(file.name, renderLines(text))}`;
}

export function renderCommitsPage(
  options: RepositoryHeading & { revision: Revision; commits: Commit[] },
): Html {
  const { repository, revision, commits } = options;
  return html`${renderHeading(options)}
    <h2>Latest commits on ${revision.name}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Commit</th>
          <th scope="col">Message</th>
          <th scope="col">Author</th>
          <th scope="col">Date</th>
        </tr>
      </thead>
      <tbody>
        ${commits.map(
          commit => html`<tr>
            <th scope="row">
              <a href="${repositoryLink(repository)}/commit/${commit.sha}"
                ><code>${commit.sha.slice(0, 10)}</code></a
              >
            </th>
            <td>${subjectOf(commit)}</td>
            <td>${commit.author.name}</td>
            <td>${renderTime(commit.committer.date)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
}

export function renderCommitPage(
  options: RepositoryHeading & { commit: Commit; patch: string },
): Html {
  const { repository, commit, patch } = options;
  const rest = commit.message.slice(subjectOf(commit).length).trim();
  return html`${renderHeading(options)}
    <h2>${subjectOf(commit)}</h2>
    <p class="quiet">
      ${commit.author.name} on ${renderTime(commit.author.date)} ·
      <code>${commit.sha}</code> ·
      <a href="${repositoryLink(repository)}/src/commit/${commit.sha}"
        >Files at this commit</a
      >
    </p>
    ${rest && renderCodeBlock('Message', rest)}
    ${patch && renderCodeBlock('Changes', patch)}`;
}

/** The answer to an edit link: this forge has no editor, git has. */
export function renderEditPage(
  options: RepositoryHeading & { revision: Revision; path: string },
): Html {
  const { repository, cloneUrl, revision, path } = options;
  const file = quoteForShell(path);
  return html`${renderHeading(options)}
    <h2>Edit ${path} with git</h2>
    <p>This forge has no editor in the browser. Change the file in a clone:</p>
    ${renderCodeBlock(
      'Commands to edit the file',
      `git clone --branch ${quoteForShell(revision.name)} ${cloneUrl}
cd ${quoteForShell(repository.name)}
"$EDITOR" ${file}
git commit --message ${quoteForShell(`Edit ${path}`)} -- ${file}
git push`,
    )}
    <p>
      <a href="${sourceLink(repository, revision, path)}">Back to the file</a>
    </p>`;
}

/** Name, clone command and branches, above everything else. */
export function renderHeading(heading: RepositoryHeading): Html {
  const { repository, cloneUrl, branches, revision } = heading;
  const link = repositoryLink(repository);
  const shown = revision?.name ?? repository.defaultBranch;
  const current = revision?.kind === 'commit' ? undefined : shown;
  return html`<h1>
      <a href="/${repository.owner}">${repository.owner}</a> /
      <a href="${link}">${repository.name}</a>
      ${repository.isPrivate ? privateLabel : undefined}
    </h1>
    ${repository.description
      ? html`<p>${repository.description}</p>`
      : undefined}
    <p>
      <code>git clone ${cloneUrl}</code> ·
      <a href="${link}/pulls">Pull requests</a>
    </p>
    ${branches.length > 0
      ? html`<nav aria-label="Branches">
          <ul>
            ${branches.map(
              ({ name }) => html`<li>
                <a
                  href="${link}/src/branch/${encodePath(name)}"
                  ${name === current ? html`aria-current="page"` : undefined}
                  >${name}</a
                >
                (<a
                  href="${link}/commits/branch/${encodePath(name)}"
                  aria-label="Commits on ${name}"
                  >commits</a
                >)
              </li>`,
            )}
          </ul>
        </nav>`
      : undefined}`;
}

function renderPath(
  { repository, revision }: { repository: Repository; revision: Revision },
  entry: TreeEntry,
): Html {
  const parts = entry.path === '' ? [] : entry.path.split('/');
  return html`<nav class="path" aria-label="Path">
    <ol>
      <li>
        <a href="${sourceLink(repository, revision, '')}">${repository.name}</a>
      </li>
      ${parts.map(
        (part, index) => html`<li>
          <a
            href="${sourceLink(
              repository,
              revision,
              parts.slice(0, index + 1).join('/'),
            )}"
            >${part}</a
          >
        </li>`,
      )}
    </ol>
  </nav>`;
}

// Each line can be linked to as #L12, as on Gitea.
function renderLines(text: string): Html {
  const lines = text.replace(/\n$/, '').split('\n');
  return html`<span class="lines">${lines.map(renderLine)}</span>`;
}

function renderLine(line: string, index: number): Html {
  return html`<span id="L${index + 1}">${`${line}\n`}</span>`;
}

function renderKind(entry: TreeEntry): string | undefined {
  switch (entry.type) {
    case 'file':
      return renderSize(entry.size);
    case 'dir':
      return undefined;
    default:
      return entry.type;
  }
}

function renderSize(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

function subjectOf(commit: Commit): string {
  return commit.message.split('\n', 1)[0];
}

function repositoryLink({ owner, name }: Repository): string {
  return `/${owner}/${name}`;
}

function sourceLink(
  repository: Repository,
  revision: Revision,
  path: string,
): string {
  const root = `${repositoryLink(repository)}/src/${pathOf(revision)}`;
  return path === '' ? root : `${root}/${encodePath(path)}`;
}

function pathOf({ kind, name }: Revision): string {
  return `${kind}/${encodePath(name)}`;
}
