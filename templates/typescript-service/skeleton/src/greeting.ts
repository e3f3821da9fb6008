// The work this service does. It knows nothing of HTTP, so it can be tested and replaced alone.

const maxNameLength = 80;

const formats = new Map([
  ['de', (name: string) => `Guten Tag, ${name}!`],
  ['en', (name: string) => `Hello, ${name}!`],
  ['es', (name: string) => `¡Hola, ${name}!`],
  ['fr', (name: string) => `Bonjour, ${name} !`],
  ['ja', (name: string) => `こんにちは、${name}さん!`],
]);

/** A value that breaks a rule of the work. */
export class RuleError extends Error {
  override name = 'RuleError';
}

/** The codes of the languages that greetings come in, in order. */
export function listLanguages(): string[] {
  return [...formats.keys()].sort();
}

export function greet(name: string, language: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || [...trimmed].length > maxNameLength || /\p{C}/u.test(trimmed)) {
    throw new RuleError(`name must be 1 to ${maxNameLength} printable characters`);
  }
  const format = formats.get(language);
  if (!format) {
    throw new RuleError(
      `unknown language "${language}", expected one of ${listLanguages().join(', ')}`,
    );
  }
  return format(trimmed);
}
