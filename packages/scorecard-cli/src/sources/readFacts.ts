import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, isError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import type { Fact } from '@causeway/plugin-scorecard-common';
import { parse } from 'yaml';
import { readText } from './readText';

/** Facts by the ref of the entity, then by their own. */
export type FactsByEntity = ReadonlyMap<string, ReadonlyMap<string, Fact>>;

/** Reads facts from a file; none if no file is given. */
export async function readFacts(
  file: string | undefined,
): Promise<FactsByEntity> {
  if (file === undefined) {
    return new Map();
  }
  const value = parseFacts(await readText(file), file);
  return new Map(
    Object.entries(value).map(([ref, facts]) => {
      if (!isMap(facts)) {
        throw new InputError(
          `${file}: The facts of '${ref}' must be a map of facts and values`,
        );
      }
      return [
        readRef(ref, file),
        new Map(
          Object.entries(facts).map(([factRef, fact]) => [
            factRef,
            {
              status: 'known' as const,
              value: fact,
              collectedAt: new Date(0).toISOString(),
              source: file,
            },
          ]),
        ),
      ];
    }),
  );
}

function parseFacts(text: string, file: string): { [ref: string]: JsonValue } {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new InputError(
      `${file}: The file is not YAML: ${
        isError(error) ? error.message : error
      }`,
    );
  }
  if (!isMap(value)) {
    throw new InputError(
      `${file}: Facts must be a map by the ref of the entity, for example component:default/a`,
    );
  }
  return value;
}

function readRef(ref: string, file: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(ref));
  } catch {
    throw new InputError(
      `${file}: '${ref}' is not the ref of an entity; write for example component:default/a`,
    );
  }
}

function isMap(value: unknown): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
