import { readFile } from 'node:fs/promises';
import { isError } from '@backstage/errors';
import { flagdFile, type FlagdFlags } from './flagdSchema';
import type { FlagdPlace } from './readFlagdSources';

/** The flags of one environment, which are only sent again when they have changed. */
export class FlagdFile {
  readonly #place: FlagdPlace;
  #last: { tag: string; flags: FlagdFlags } | undefined;

  constructor(place: FlagdPlace) {
    this.#place = place;
  }

  async read(signal: AbortSignal): Promise<FlagdFlags> {
    return 'url' in this.#place
      ? this.#fetch(this.#place, signal)
      : this.#readFile(this.#place.file);
  }

  async #fetch(
    { url, token }: { url: string; token?: string },
    signal: AbortSignal,
  ): Promise<FlagdFlags> {
    let res: Response;
    try {
      res = await fetch(url, {
        headers: {
          Accept: 'application/json',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(this.#last ? { 'If-None-Match': this.#last.tag } : {}),
        },
        // The token goes to the configured server and nowhere else.
        redirect: 'error',
        signal,
      });
    } catch (error) {
      throw new Error(`'${url}' could not be reached${describeCause(error)}`, {
        cause: error,
      });
    }
    if (res.status === 304 && this.#last) {
      return this.#last.flags;
    }
    if (!res.ok) {
      await res.body?.cancel();
      throw new Error(`'${url}' answered with status ${res.status}`);
    }
    const flags = parse(await res.text(), url);
    const tag = res.headers.get('etag');
    this.#last = tag === null ? undefined : { tag, flags };
    return flags;
  }

  async #readFile(file: string): Promise<FlagdFlags> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const code = isError(error) && 'code' in error ? ` (${error.code})` : '';
      throw new Error(`The file '${file}' cannot be read${code}`, {
        cause: error,
      });
    }
    return parse(text, file);
  }
}

function parse(text: string, place: string): FlagdFlags {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // The parser quotes what it read, which need not be flags at all.
    throw new Error(`'${place}' is not JSON`, { cause: error });
  }
  const { data, error } = flagdFile.safeParse(json);
  if (error) {
    throw new Error(`'${place}' is not a file of flagd`, { cause: error });
  }
  return data;
}

// `fetch` says no more than `fetch failed`; what failed stands in its cause.
function describeCause(error: unknown): string {
  const cause = isError(error) ? error.cause : undefined;
  return isError(cause) && 'code' in cause ? ` (${cause.code})` : '';
}
