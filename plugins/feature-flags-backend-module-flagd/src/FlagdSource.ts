import type { ExternalFlag } from '@causeway/plugin-feature-flags-common';
import type { FlagSource } from '@causeway/plugin-feature-flags-node';
import { FlagdFile } from './FlagdFile';
import type { FlagdFlag } from './flagdSchema';
import type { FlagdSourceOptions } from './readFlagdSources';

/** The value of the annotation that stands for all flags, as files without sets have them. */
const allFlagSets = '*';

/** The flags of flagd files, one file for each environment. They are changed where the files are. */
export class FlagdSource implements FlagSource {
  readonly name: string;
  readonly title: string;
  readonly annotation: string;
  readonly capabilities = { toggle: false };
  readonly #environments: Array<{ name: string; file: FlagdFile }>;

  constructor(options: FlagdSourceOptions) {
    this.name = options.name;
    this.title = options.title;
    this.annotation = options.annotation;
    this.#environments = options.environments.map(({ name, place }) => ({
      name,
      file: new FlagdFile(place),
    }));
  }

  /** @param options - `project` is the id of a flag set */
  async listFlags(options: {
    project: string;
    signal: AbortSignal;
  }): Promise<ExternalFlag[]> {
    const { project, signal } = options;
    const files = await Promise.all(
      this.#environments.map(async ({ name, file }) => {
        const { flags, flagSetId } = await file.read(signal);
        return {
          name,
          flags: flags.filter(
            ({ metadata }) =>
              project === allFlagSets ||
              (metadata?.flagSetId ?? flagSetId) === project,
          ),
        };
      }),
    );

    const listed = new Map<string, ExternalFlag>();
    for (const { name, flags } of files) {
      for (const flag of flags) {
        const known = listed.get(flag.key) ?? this.#toFlag(flag);
        listed.set(flag.key, {
          ...known,
          description: known.description ?? findDescription(flag),
          environments: [...known.environments, toEnvironment(name, flag)],
        });
      }
    }
    return [...listed.values()].sort((a, b) => a.key.localeCompare(b.key));
  }

  async getFlag(options: {
    project: string;
    key: string;
    signal: AbortSignal;
  }): Promise<ExternalFlag | undefined> {
    const flags = await this.listFlags(options);
    return flags.find(({ key }) => key === options.key);
  }

  #toFlag({ key }: FlagdFlag): ExternalFlag {
    return { source: this.name, key, environments: [], isStale: false };
  }
}

function toEnvironment(
  name: string,
  flag: FlagdFlag,
): ExternalFlag['environments'][number] {
  const { state, defaultVariant, targeting } = flag;
  const hasRules = targeting && Object.keys(targeting).length > 0;
  const parts = [
    defaultVariant ? `default '${defaultVariant}'` : '',
    hasRules ? 'with rules' : '',
  ].filter(Boolean);
  return {
    name,
    isEnabled: state === 'ENABLED',
    summary: parts.length > 0 ? parts.join(', ') : undefined,
  };
}

function findDescription({ metadata }: FlagdFlag): string | undefined {
  const description = metadata?.description;
  return typeof description === 'string' ? description : undefined;
}
