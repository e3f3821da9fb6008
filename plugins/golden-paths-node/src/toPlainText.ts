/** A text that ends with a host's JSON answer, with only what the host says in it. */
export function toPlainText(text: string): string {
  const start = text.indexOf('{');
  if (start < 0) {
    return text;
  }
  try {
    const { message } = JSON.parse(text.slice(start));
    return typeof message === 'string' && message !== ''
      ? `${text.slice(0, start)}${message}`
      : text;
  } catch {
    // It says something else in braces.
    return text;
  }
}
