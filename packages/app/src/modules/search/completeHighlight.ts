import type { SearchResult } from '@backstage/plugin-search-common';

/** Fields that are shown whole; the text is shown in excerpts. */
const wholeFields = ['title', 'entityTitle', 'name'] as const;

/**
 * Puts back what the search engine left out of a highlighted title.
 *
 * @remarks
 * PostgreSQL's `ts_headline` returns the words around the match: a closing bracket and words
 * that no search looks for, such as "The", are cut off at both ends.
 */
export function completeHighlight<
  T extends Pick<SearchResult, 'document' | 'highlight'>,
>(result: T): T {
  const { highlight, document } = result;
  if (!highlight) {
    return result;
  }
  const { preTag, postTag } = highlight;
  const fields = { ...highlight.fields };
  for (const field of wholeFields) {
    const whole: unknown = Reflect.get(document, field);
    const excerpt = fields[field];
    if (typeof whole === 'string' && excerpt) {
      fields[field] = markAll(whole, markedWords(excerpt, preTag, postTag));
    }
  }
  return { ...result, highlight: { ...highlight, fields } };

  function markAll(text: string, words: string[]): string {
    if (words.length === 0) {
      return text;
    }
    const pattern = words.map(escapeForPattern).join('|');
    return text.replace(
      new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'gu'),
      word => `${preTag}${word}${postTag}`,
    );
  }
}

function markedWords(
  excerpt: string,
  preTag: string,
  postTag: string,
): string[] {
  const words = excerpt
    .split(preTag)
    .slice(1)
    .map(part => part.split(postTag)[0]);
  // The longest first, so that `order-api` is not marked as `order` alone.
  return [...new Set(words)]
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
}

function escapeForPattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
