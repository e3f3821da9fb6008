import type { JsonValue } from '@backstage/types';

/** A value as one line of text. */
export function formatValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Puts the value that was found into the text of a remediation.
 *
 * @remarks
 * It comes from an entity or a pipeline, so it is always code: it must not become markup
 * or a link of the sentence.
 */
export function fillIn(text: string, actual: JsonValue | undefined): string {
  const value =
    (actual === undefined ? '' : formatValue(actual))
      .replace(/[`\r\n]+/g, ' ')
      .trim() || '–';
  return text.replace(
    /\{\{\s*actual\s*\}\}/g,
    (_placeholder, offset: number) => {
      const isInCode = text.slice(0, offset).split('`').length % 2 === 0;
      return isInCode ? value : `\`${value}\``;
    },
  );
}

/** A link that a rule file may lead to: within the portal, or to a page of the web. */
export function toSafeLink(link: string): string | undefined {
  if (link.startsWith('/') && !link.startsWith('//')) {
    return link;
  }
  return URL.canParse(link) &&
    ['https:', 'http:', 'mailto:'].includes(new URL(link).protocol)
    ? link
    : undefined;
}
