import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CatalogClient } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import { InputError, isError, ResponseError } from '@backstage/errors';
import { parseAllDocuments } from 'yaml';
import { readText } from './readText';

/** Few enough for the memory, and many enough for few requests. */
const pageSize = 1000;

/** Entities in pages, so that a catalog of any size fits. */
export async function* streamEntities(options: {
  portal?: string;
  token?: string;
  entities?: string;
}): AsyncIterable<Entity[]> {
  const { portal, token, entities } = options;
  if (entities !== undefined) {
    yield* streamFile(entities);
  } else if (portal !== undefined) {
    yield* streamPortal(portal, token);
  } else {
    throw new InputError(
      'There is nothing to compare over; give --portal <url> or --entities <file>',
    );
  }
}

async function* streamPortal(
  portal: string,
  token: string | undefined,
): AsyncIterable<Entity[]> {
  const base = portal.replace(/\/+$/, '');
  const client = new CatalogClient({
    discoveryApi: { getBaseUrl: async plugin => `${base}/api/${plugin}` },
  });
  try {
    yield* client.streamEntities({ pageSize }, { token });
  } catch (error) {
    if (error instanceof ResponseError && error.response.status === 401) {
      throw new InputError(
        `The portal at ${base} refused the token; set CAUSEWAY_TOKEN to one that may read the catalog`,
      );
    }
    throw new InputError(
      `The catalog of ${base} cannot be read: ${
        isError(error) ? error.message : error
      }`,
    );
  }
}

async function* streamFile(file: string): AsyncIterable<Entity[]> {
  if (!/\.(ndjson|jsonl)$/.test(file)) {
    yield toEntities(await readText(file), file);
    return;
  }
  let page: Entity[] = [];
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    line += 1;
    if (text.trim() !== '') {
      page.push(
        toEntity(parseLine(text, `${file}:${line}`), `${file}:${line}`),
      );
    }
    if (page.length === pageSize) {
      yield page;
      page = [];
    }
  }
  yield page;
}

function parseLine(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(
      `${place}: The line is not JSON; write one entity a line`,
    );
  }
}

/** JSON is YAML: one list, an answer of the catalog with `items`, or a document per entity. */
function toEntities(text: string, file: string): Entity[] {
  return parseAllDocuments(text).flatMap(document => {
    const [fault] = document.errors;
    if (fault) {
      throw new InputError(
        `${file}:${fault.linePos?.[0].line ?? 1}: The file is not YAML: ${
          fault.message.split('\n')[0]
        }`,
      );
    }
    const value: unknown = document.toJS();
    const list =
      isObject(value) && Array.isArray(value.items) ? value.items : value;
    if (list === null) {
      return [];
    }
    return (Array.isArray(list) ? list : [list]).map((item, index) =>
      toEntity(item, `${file}, entity ${index + 1}`),
    );
  });
}

function toEntity(value: unknown, place: string): Entity {
  const metadata = isObject(value) ? value.metadata : undefined;
  if (
    !isObject(value) ||
    typeof value.kind !== 'string' ||
    !isObject(metadata) ||
    typeof metadata.name !== 'string'
  ) {
    throw new InputError(
      `${place}: This is no entity; it needs 'kind' and 'metadata.name'`,
    );
  }
  return {
    apiVersion: 'backstage.io/v1alpha1',
    ...value,
    kind: value.kind,
    metadata: { namespace: 'default', ...metadata, name: metadata.name },
  };
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
