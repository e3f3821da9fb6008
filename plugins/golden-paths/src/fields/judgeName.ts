import type { NameAvailability } from '@causeway/plugin-golden-paths-common';

/** What a form's schema says of a name. */
interface NameSchema {
  pattern?: string;
  maxLength?: number;
  description?: string;
  not?: unknown;
}

export type NameRefusal =
  | { reason: 'pattern'; name: string; rule?: string }
  | { reason: 'tooLong'; count: number; maximum: number }
  | { reason: 'reserved'; name: string };

/** Longer ones are cut in sentences, not only in the field. */
const shownLength = 40;

/** Why a schema refuses a name, before anybody is asked about it. */
export function findRefusal(
  name: string,
  schema: NameSchema,
): NameRefusal | undefined {
  const { pattern, maxLength, description, not } = schema;
  if (maxLength !== undefined && [...name].length > maxLength) {
    return { reason: 'tooLong', count: [...name].length, maximum: maxLength };
  }
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(name)) {
    return { reason: 'pattern', name: shorten(name), rule: description };
  }
  return isAmong(not, name) ? { reason: 'reserved', name } : undefined;
}

/** Whether nobody else can have a name that is free by all that is known. */
export function isTaken({ catalog, forge }: NameAvailability): boolean {
  return catalog.state === 'taken' || forge.state === 'taken';
}

function isAmong(not: unknown, name: string): boolean {
  return (
    typeof not === 'object' &&
    not !== null &&
    'enum' in not &&
    Array.isArray(not.enum) &&
    not.enum.includes(name)
  );
}

function shorten(name: string): string {
  const letters = [...name];
  return letters.length > shownLength
    ? `${letters.slice(0, shownLength).join('')}…`
    : name;
}
