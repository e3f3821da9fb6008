import type { Config } from '@backstage/config';
import { ForwardedError, InputError } from '@backstage/errors';
import type { FlagSet, Segment } from '@causeway/plugin-feature-flags-common';
import Ajv from 'ajv';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { NewFlag } from '../flags/toNewContent';
import { closed } from '@causeway/backend-common';
import { schemas } from '../schema/fragments';
import { spec } from '../schema/openapi';

/** A flag set as a file describes it; its flags look as they do in the API. */
export interface SeedFlagSet
  extends Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'> {
  segments?: { [name: string]: Pick<Segment, 'description' | 'targeting'> };
  flags: NewFlag[];
}

const newFlagSchema =
  spec.paths['/v1/flag-sets/{flagSet}/flags'].post.requestBody.content[
    'application/json'
  ].schema;

const isSeedFlagSet = new Ajv({ strict: false }).compile<SeedFlagSet>(
  closed(
    {
      name: schemas.text,
      title: schemas.text,
      description: schemas.text,
      entityRef: schemas.text,
      segments: {
        type: 'object',
        additionalProperties: closed(
          { description: schemas.text, targeting: schemas.anyObject },
          ['targeting'],
        ),
      },
      flags: { type: 'array', items: newFlagSchema },
    },
    ['name', 'entityRef', 'flags'],
  ),
);

/** Reads the files of `featureFlags.seed.files`, in YAML or JSON, one flag set each. */
export async function readSeedFiles(config: Config): Promise<SeedFlagSet[]> {
  const files = config.getOptionalStringArray('featureFlags.seed.files') ?? [];
  return Promise.all(files.map(readSeedFile));
}

async function readSeedFile(file: string): Promise<SeedFlagSet> {
  const content = await readYaml(file);
  if (!isSeedFlagSet(content)) {
    const [error] = isSeedFlagSet.errors ?? [];
    throw new InputError(
      `The file '${file}' of 'featureFlags.seed.files' is not a flag set: at '${
        error?.instancePath ?? ''
      }' it ${error?.message ?? 'is not valid'}`,
    );
  }
  return content;
}

async function readYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ForwardedError(
      `The file '${file}' of 'featureFlags.seed.files' could not be read`,
      error,
    );
  }
}
