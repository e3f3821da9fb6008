import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  GOLDEN_PATH_API_VERSION,
  GOLDEN_PATH_FILE,
  GOLDEN_PATH_KIND,
} from '@causeway/plugin-golden-paths-common';
import { parse, stringify } from 'yaml';
import { z } from 'zod/v3';

/** What a template and a shared part may be called. */
export const namePattern = /^[a-z][a-z0-9-]*$/;

const schema = z.object({
  apiVersion: z.literal(GOLDEN_PATH_API_VERSION),
  kind: z.literal(GOLDEN_PATH_KIND),
  template: z.string(),
  version: z.string(),
  parts: z.array(z.string().regex(namePattern)).default([]),
  copyWithoutTemplating: z.array(z.string()).default([]),
  values: z.record(z.unknown()),
});

/** What a repository records about the golden path it came from: all that renders it again. */
export interface GoldenPathRecord {
  /** Ref of the template. */
  template: string;
  version: string;
  parts: string[];
  /** What the template adds to the default list. */
  copyWithoutTemplating: string[];
  values: JsonObject;
}

const comment = `# Written by the portal. It renders this repository again when its golden path has a newer version;
# change it only through an update from the golden path.
`;

/** The text of a record's file. */
export function formatRecord(record: GoldenPathRecord): string {
  const { template, version, parts, copyWithoutTemplating, values } = record;
  return `${comment}${stringify(
    {
      apiVersion: GOLDEN_PATH_API_VERSION,
      kind: GOLDEN_PATH_KIND,
      template,
      version,
      parts,
      ...(copyWithoutTemplating.length > 0 && { copyWithoutTemplating }),
      values,
    },
    { lineWidth: 0 },
  )}`;
}

/** Reads the text of a record's file. */
export function parseRecord(text: string): GoldenPathRecord {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new InputError(`'${GOLDEN_PATH_FILE}' is not valid YAML: ${error}`);
  }
  const result = schema.safeParse(content);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
    );
    throw new InputError(
      `'${GOLDEN_PATH_FILE}' is no record of a golden path (${problems.join(
        '; ',
      )}); restore it from the first commit`,
    );
  }
  const { apiVersion: _, kind: __, values, ...record } = result.data;
  // What YAML can hold without custom tags is JSON.
  return { ...record, values: JSON.parse(JSON.stringify(values)) };
}
