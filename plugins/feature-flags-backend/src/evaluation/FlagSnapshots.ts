import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Logger } from '@openfeature/core';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { EnvironmentSnapshot } from './EnvironmentSnapshot';
import { EvaluableFlag } from './EvaluableFlag';
import type {
  FlagContent,
  FlagSetChange,
  FlagSetContent,
} from './FlagSetContent';

/** So many flags are built before requests get their turn. */
const batchSize = 100;

export interface SnapshotChange {
  flagSet: string;
  /** Where answers can be different now; none if only the revision is. */
  environments: string[];
}

interface FlagSetState {
  entityRef: string;
  revision: number;
  flags: ReadonlyMap<string, FlagContent>;
  segments: ReadonlyMap<string, unknown>;
  environments: ReadonlyMap<string, EnvironmentSnapshot>;
}

/**
 * All flags in memory, ready to be evaluated.
 *
 * @remarks
 * Takes the place of flagd-core's storage, which builds a whole set anew for one
 * changed flag.
 */
export class FlagSnapshots {
  readonly #logger: Logger;
  readonly #environments: readonly string[];
  readonly #sets = new Map<string, FlagSetState>();
  readonly #listeners = new Set<(change: SnapshotChange) => void>();
  readonly #updates = new Map<string, Promise<void>>();

  constructor(options: {
    logger: LoggerService;
    /** Environments that can be asked for although no flag is set there yet. */
    environments: readonly string[];
  }) {
    this.#logger = toFlagdLogger(options.logger);
    this.#environments = options.environments;
  }

  get(flagSet: string, environment: string): EnvironmentSnapshot | undefined {
    return this.#sets.get(flagSet)?.environments.get(environment);
  }

  getRevision(flagSet: string): number | undefined {
    return this.#sets.get(flagSet)?.revision;
  }

  /** The entity whose owner owns the set. */
  getEntityRef(flagSet: string): string | undefined {
    return this.#sets.get(flagSet)?.entityRef;
  }

  getFlag(flagSet: string, key: string): FlagContent | undefined {
    return this.#sets.get(flagSet)?.flags.get(key);
  }

  /** Rules of the set's segments by name. */
  getSegments(flagSet: string): ReadonlyMap<string, unknown> {
    return this.#sets.get(flagSet)?.segments ?? new Map();
  }

  getFlagSets(): string[] {
    return [...this.#sets.keys()];
  }

  /** What {@link FlagSnapshots.replace} needs to bring the set back. */
  getContent(flagSet: string): FlagSetContent | undefined {
    const state = this.#sets.get(flagSet);
    return (
      state && {
        name: flagSet,
        entityRef: state.entityRef,
        revision: state.revision,
        flags: [...state.flags.values()],
        segments: [...state.segments].map(([name, targeting]) => ({
          name,
          targeting,
        })),
      }
    );
  }

  onChange(listener: (change: SnapshotChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async replace(content: FlagSetContent): Promise<void> {
    await this.apply({
      ...content,
      isComplete: true,
      removedFlags: [],
      removedSegments: [],
    });
  }

  /**
   * Takes in a change. Only flags that changed are built, and those that use a changed
   * segment; until all are, requests see the state before.
   */
  async apply(change: FlagSetChange): Promise<void> {
    const previous = this.#updates.get(change.name);
    const update = (async () => {
      await previous;
      await this.#apply(change);
    })();
    this.#updates.set(change.name, update);
    try {
      await update;
    } finally {
      if (this.#updates.get(change.name) === update) {
        this.#updates.delete(change.name);
      }
    }
  }

  remove(flagSet: string): void {
    const state = this.#sets.get(flagSet);
    if (state) {
      this.#sets.delete(flagSet);
      this.#notify(flagSet, [...state.environments.keys()]);
    }
  }

  async #apply(change: FlagSetChange): Promise<void> {
    const before = this.#sets.get(change.name);
    const known = change.isComplete ? undefined : before;
    const flags = new Map(known?.flags);
    const segments = new Map(known?.segments);
    for (const key of change.removedFlags) {
      flags.delete(key);
    }
    for (const flag of change.flags) {
      flags.set(flag.key, flag);
    }
    for (const name of change.removedSegments) {
      segments.delete(name);
    }
    for (const { name, targeting } of change.segments) {
      segments.set(name, targeting);
    }
    const changedSegments = new Set(
      [...segments.keys(), ...(before?.segments.keys() ?? [])].filter(
        name =>
          !isDeepStrictEqual(segments.get(name), before?.segments.get(name)),
      ),
    );

    const environments = new Map<string, EnvironmentSnapshot>();
    const changed: string[] = [];
    for (const environment of this.#listEnvironments(flags, before)) {
      const old = before?.environments.get(environment);
      const built = await this.#build({
        environment,
        flags,
        segments,
        changedSegments,
        old,
        oldFlags: before?.flags,
      });
      if (built || !old) {
        changed.push(environment);
      }
      environments.set(
        environment,
        built || !old
          ? new EnvironmentSnapshot(
              change.name,
              environment,
              change.revision,
              built ?? new Map(),
            )
          : old.withRevision(change.revision),
      );
    }
    this.#sets.set(change.name, {
      entityRef: change.entityRef,
      revision: change.revision,
      flags,
      segments,
      environments,
    });
    this.#notify(change.name, changed);
  }

  /** @returns undefined if nothing is different */
  async #build(options: {
    environment: string;
    flags: ReadonlyMap<string, FlagContent>;
    segments: ReadonlyMap<string, unknown>;
    changedSegments: ReadonlySet<string>;
    old: EnvironmentSnapshot | undefined;
    oldFlags: ReadonlyMap<string, FlagContent> | undefined;
  }): Promise<ReadonlyMap<string, EvaluableFlag> | undefined> {
    const { environment, flags, segments, changedSegments, old, oldFlags } =
      options;
    const built = new Map<string, EvaluableFlag>();
    let creations = 0;
    for (const [key, flag] of flags) {
      const known = old?.flags.get(key);
      const isSame =
        known &&
        isSameIn(environment, flag, oldFlags?.get(key)) &&
        (changedSegments.size === 0 ||
          ![...known.segments].some(name => changedSegments.has(name)));
      if (isSame) {
        built.set(key, known);
        continue;
      }
      if (creations > 0 && creations % batchSize === 0) {
        await setImmediate();
      }
      creations++;
      built.set(
        key,
        EvaluableFlag.create({
          flag,
          environment,
          segments,
          logger: this.#logger,
        }),
      );
    }
    return creations > 0 || built.size !== old?.flags.size ? built : undefined;
  }

  #listEnvironments(
    flags: ReadonlyMap<string, FlagContent>,
    before: FlagSetState | undefined,
  ): ReadonlySet<string> {
    const names = new Set(this.#environments);
    for (const name of before?.environments.keys() ?? []) {
      names.add(name);
    }
    for (const { environments } of flags.values()) {
      for (const name of Object.keys(environments)) {
        names.add(name);
      }
    }
    return names;
  }

  #notify(flagSet: string, environments: string[]): void {
    for (const listener of this.#listeners) {
      listener({ flagSet, environments });
    }
  }
}

function isSameIn(
  environment: string,
  flag: FlagContent,
  other: FlagContent | undefined,
): boolean {
  return (
    flag === other ||
    (other !== undefined &&
      isDeepStrictEqual(
        contentIn(environment, flag),
        contentIn(environment, other),
      ))
  );
}

function contentIn(environment: string, flag: FlagContent): unknown[] {
  return [
    flag.variants,
    flag.prerequisites,
    flag.environments[environment],
    flag.metadata,
  ];
}

/** flagd explains every request at debug level; only what is wrong with a definition is wanted. */
function toFlagdLogger(logger: LoggerService): Logger {
  return {
    error: message => logger.warn(String(message)),
    warn: message => logger.warn(String(message)),
    info: () => {},
    debug: () => {},
  };
}
