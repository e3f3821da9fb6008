import type { JsonObject } from '@backstage/types';

/** A page as the site's search index lists it. */
export interface SitePage {
  /** Path within the site, for example `runbooks/incident-response/`. */
  location: string;
  /** From the front matter, or the first heading. */
  title: string;
  text: string;
  /** From the front matter, if the theme indexes them. */
  tags?: string[];
}

/** Pages by what they are called, as a path, a title or a tag. */
const architecturePattern =
  /(^|[/\s_-])(architecture|architectural|adrs?|design|decisions?)([/\s_-]|$)/i;
const runbookPattern =
  /(^|[/\s_-])(run-?books?|playbooks?|on-?call|incident-response|operations?)([/\s_-]|$)/i;
const placeholderPattern =
  /\b(TODO|TBD|FIXME|lorem ipsum|coming soon|to be (written|done|defined))\b/i;

/**
 * Describes a published site for rules.
 *
 * @remarks
 * Of several pages with a name that fits, the longest counts: an overview of decisions
 * may be short while a decision is not.
 */
export function describeSite(options: {
  builtAt?: string;
  pages: readonly SitePage[];
}): JsonObject {
  const { builtAt, pages } = options;
  const described = pages.map(page => ({
    path: page.location || '/',
    title: page.title,
    words: countWords(page.text),
    tags: page.tags ?? [],
  }));
  return {
    isPublished: true,
    builtAt,
    words: described.reduce((sum, { words }) => sum + words, 0),
    pages: described,
    architecture: findLongest(described, architecturePattern),
    runbook: findLongest(described, runbookPattern),
    placeholders: pages
      .filter(({ text }) => placeholderPattern.test(text))
      .map(({ location }) => location || '/'),
  };
}

interface DescribedPage {
  path: string;
  title: string;
  words: number;
  tags: string[];
}

function findLongest(
  pages: readonly DescribedPage[],
  pattern: RegExp,
): JsonObject | undefined {
  const [longest] = pages
    .filter(({ path, title, tags }) =>
      [path, title, ...tags].some(name => pattern.test(name)),
    )
    .sort((a, b) => b.words - a.words);
  return longest && { ...longest };
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
