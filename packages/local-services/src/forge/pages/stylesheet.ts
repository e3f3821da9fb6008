import { createHash } from 'node:crypto';
import { Html } from './html';

const stylesheet = `
:root {
  color-scheme: light dark;
  --text: #1c2127; --quiet: #545d68; --surface: #ffffff; --raised: #f4f6f8; --line: #d5dbe1; --link: #0b57b0;
}
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8ec; --quiet: #a4aeb9; --surface: #14181d; --raised: #1d2329; --line: #38424c; --link: #7db7ff; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--surface); }
header, main { max-width: 70rem; margin: 0 auto; padding: 0.75rem 1.25rem; }
header { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.5rem; margin: 0.75rem 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 0.5rem; }
nav ol, nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; margin: 0.5rem 0; padding: 0; }
.path ol { gap: 0.25rem; }
.path li + li::before { content: "/"; margin-right: 0.25rem; color: var(--quiet); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.label { font-size: 0.8rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0.1rem 0.6rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: 0.4rem 0.6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-weight: 500; }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.875rem; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; overflow: auto; }
.lines { counter-reset: line; tab-size: 4; }
.lines span { counter-increment: line; }
.lines span::before {
  content: counter(line); display: inline-block; width: 3.5rem; margin-right: 1rem; text-align: right;
  color: var(--quiet);
}
.lines span:target { background: color-mix(in srgb, var(--link) 20%, transparent); }
`;

/** One piece, since the browser compares its hash: white space that a formatter adds around it would disable it. */
export const styleElement = new Html(`<style>${stylesheet}</style>`);

/** Allows this one stylesheet and nothing else: pages need no script, and files of a repository can bring none. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256')
    .update(stylesheet)
    .digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
