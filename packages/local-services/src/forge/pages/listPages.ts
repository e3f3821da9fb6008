import type { Repository } from '../GitRepositoryStore';
import { html, type Html } from './html';

export interface OrganizationListing {
  name: string;
  repositories: Repository[];
}

export const privateLabel = html`<span class="label">Private</span>`;

/** All organisations with their repositories. */
export function renderHomePage(organizations: OrganizationListing[]): Html {
  return html`<h1>Repositories</h1>
    ${organizations.map(
      organization => html`<h2>
          <a href="/${organization.name}">${organization.name}</a>
        </h2>
        ${renderRepositories(organization)}`,
    )}`;
}

export function renderOrganizationPage(
  organization: OrganizationListing,
): Html {
  return html`<h1>${organization.name}</h1>
    ${renderRepositories(organization)}`;
}

function renderRepositories({ name, repositories }: OrganizationListing): Html {
  if (repositories.length === 0) {
    return html`<p class="quiet">
      ${name} has no repositories that you can see.
    </p>`;
  }
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Repository</th>
        <th scope="col">Description</th>
      </tr>
    </thead>
    <tbody>
      ${repositories.map(
        repository => html`<tr>
          <th scope="row">
            <a href="/${repository.owner}/${repository.name}"
              >${repository.name}</a
            >
            ${repository.isPrivate ? privateLabel : undefined}
          </th>
          <td>${repository.description}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
