/** Markup whose every inserted value has been escaped. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What a template accepts: text is escaped, markup and lists of markup are inserted, undefined is left out. */
export type HtmlValue = string | number | Html | Html[] | undefined;

/** Builds markup from a template literal. */
export function html(
  strings: TemplateStringsArray,
  ...values: HtmlValue[]
): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(insert)));
}

function insert(value: HtmlValue): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.join('');
  }
  return value instanceof Html ? value.toString() : escapeText(String(value));
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
