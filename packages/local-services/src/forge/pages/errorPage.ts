import { html, type Html } from './html';

export function renderErrorPage(options: {
  heading: string;
  message: string;
}): Html {
  return html`<h1>${options.heading}</h1>
    <p>${options.message}.</p>
    <p>
      If the repository is private, <a href="/login">sign in</a>. Otherwise
      <a href="/">look for it in the list of all repositories</a>.
    </p>`;
}
