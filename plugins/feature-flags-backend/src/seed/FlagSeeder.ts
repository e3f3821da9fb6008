import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { createChange } from '../database/changeFlagSet';
import type { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import type { FlagWriter } from '../flags/FlagWriter';
import { toNewContent } from '../flags/toNewContent';
import { normalizeEntityRef } from '../ownership/EntityOwners';
import type { SegmentWriter } from '../segments/SegmentWriter';
import type { SeedFlagSet } from './readSeedFiles';

/** Who made what configuration brought along. */
const actor = 'plugin:feature-flags';
const reason = 'Brought along by configuration';

/** Makes the flag sets that configuration brings along, each once. */
export class FlagSeeder {
  readonly #db: Knex;
  readonly #environments: Environment[];
  readonly #sets: DatabaseFlagSetStore;
  readonly #flagWriter: FlagWriter;
  readonly #segmentWriter: SegmentWriter;
  readonly #logger: LoggerService;

  constructor(options: {
    db: Knex;
    environments: Environment[];
    sets: DatabaseFlagSetStore;
    flagWriter: FlagWriter;
    segmentWriter: SegmentWriter;
    logger: LoggerService;
  }) {
    this.#db = options.db;
    this.#environments = options.environments;
    this.#sets = options.sets;
    this.#flagWriter = options.flagWriter;
    this.#segmentWriter = options.segmentWriter;
    this.#logger = options.logger;
  }

  /** What was changed or deleted in the portal stays so: a set that ever was is left alone. */
  async seed(seeds: SeedFlagSet[]): Promise<void> {
    for (const seed of seeds) {
      if (await this.#seedSet(seed)) {
        this.#logger.info('Made a flag set from configuration', {
          flagSet: seed.name,
          flags: seed.flags.length,
        });
      }
    }
  }

  async #seedSet({ segments = {}, flags, ...seed }: SeedFlagSet) {
    const set = { ...seed, entityRef: normalizeEntityRef(seed.entityRef) };
    return this.#db.transaction(async transaction => {
      const known = await transaction('flag_sets')
        .where({ name: set.name })
        .first('name');
      if (known || !(await this.#sets.insert(set, transaction))) {
        return false;
      }
      const change = createChange(transaction, { flagSet: set.name, actor });
      await change.record(
        {
          subject: 'flag-set',
          subjectKey: set.name,
          action: 'create',
          reason,
          after: set,
        },
        async () => undefined,
      );
      for (const [name, segment] of Object.entries(segments)) {
        await this.#segmentWriter.save(change, {
          before: undefined,
          content: { flagSet: set.name, name, ...segment },
          action: 'create',
          reason,
        });
      }
      for (const flag of flags) {
        await this.#flagWriter.save(change, {
          before: undefined,
          content: toNewContent(flag, {
            flagSet: set.name,
            entityRef: set.entityRef,
            environments: this.#environments,
          }),
          action: 'create',
          reason,
        });
      }
      return true;
    });
  }
}
