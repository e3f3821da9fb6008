import { InputError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';

// A shorter one would be found by chance in ordinary words.
const minimalLength = 8;

/** Throws if a secret of the task is part of values that are written into a repository. */
export function assertNoSecrets(
  values: JsonObject,
  secrets: Partial<Record<string, string>> | undefined,
): void {
  const kept = Object.values(secrets ?? {})
    // A task that a plugin starts has no token of a user.
    .filter(secret => secret !== undefined)
    .filter(secret => secret.length >= minimalLength);
  const path = findSecret(values, kept, 'values');
  if (path !== undefined) {
    throw new InputError(
      `'${path}' contains a secret of the task, and values are recorded in the repository; let the service read it from its environment instead`,
    );
  }
}

function findSecret(
  value: JsonValue | undefined,
  secrets: string[],
  path: string,
): string | undefined {
  if (typeof value === 'string') {
    return secrets.some(secret => value.includes(secret)) ? path : undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [key, child] of Object.entries(value)) {
    const found = findSecret(child, secrets, `${path}.${key}`);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
