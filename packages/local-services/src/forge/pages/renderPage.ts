import { html, type Html } from './html';
import { styleElement } from './stylesheet';

export interface PageOptions {
  title: string;
  username: string | undefined;
  content: Html;
}

/** The frame around every page. */
export function renderPage(options: PageOptions): string {
  const { title, username, content } = options;
  const account = username
    ? html`<span class="quiet">Signed in as ${username}</span>`
    : html`<a href="/login">Sign in</a>`;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Causeway forge</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        <header>
          <a href="/">Causeway forge</a>
          ${account}
        </header>
        <main>${content}</main>
      </body>
    </html> `.toString();
}

/** A moment in a form that reads the same everywhere. */
export function renderTime(date: string): Html {
  const iso = new Date(date).toISOString();
  return html`<time datetime="${iso}"
    >${iso.slice(0, 16).replace('T', ' ')} UTC</time
  >`;
}

/** Preformatted text that a keyboard can scroll. */
export function renderCodeBlock(label: string, text: string | Html): Html {
  return html`<pre
    tabindex="0"
    role="region"
    aria-label="${label}"
  ><code>${text}</code></pre>`;
}

/** Quotes a word so that a person can paste it into a shell. */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`;
}
