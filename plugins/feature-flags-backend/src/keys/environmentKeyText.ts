import { hash, randomBytes } from 'node:crypto';

/** Tells an environment key from other secrets, also to scanners of repositories. */
export const environmentKeyStart = 'cw_';

/** How many characters of the random part are shown later, to recognise a key by. */
const shownCharacters = 4;

/** Makes a key with 256 bits of chance, `cw_<environment>_<random>`. */
export function generateKeyText(environment: string): {
  key: string;
  prefix: string;
  hash: string;
} {
  const start = `${environmentKeyStart}${environment}_`;
  const key = `${start}${randomBytes(32).toString('base64url')}`;
  return {
    key,
    prefix: key.slice(0, start.length + shownCharacters),
    hash: hashKeyText(key),
  };
}

/**
 * What is stored of a key.
 *
 * @remarks
 * A plain SHA-256 is enough, and is fast enough for every request: the key is random
 * and long, so that there is nothing for a dictionary to guess.
 */
export function hashKeyText(key: string): string {
  return hash('sha256', key);
}
