import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  flagReadPermission,
  flagUpdatePermission,
  type Environment,
  type Flag,
  type FlagSet,
  type ImportPreview,
  type ImportResult,
  type Segment,
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
import { AdmissionError } from '../admission/AdmissionError';
import {
  changeFlagSet,
  previewFlagSetChange,
  type FlagSetChange,
} from '../database/changeFlagSet';
import { assertEnvironment } from '../environments/assertEnvironment';
import type { DatabaseFlagSetStore } from '../flag-sets/DatabaseFlagSetStore';
import type { DatabaseFlagStore } from '../flags/DatabaseFlagStore';
import { isSameFlag, type FlagContent } from '../flags/flagContent';
import type { FlagWriter } from '../flags/FlagWriter';
import { listAccesses } from '../flags/listAccesses';
import { normalizeEntityRef } from '../ownership/EntityOwners';
import type { EntityOwners } from '../ownership/EntityOwners';
import type { FlagAccess, FlagAuthorizer } from '../ownership/FlagAuthorizer';
import type { DatabaseSegmentStore } from '../segments/DatabaseSegmentStore';
import type { SegmentWriter } from '../segments/SegmentWriter';
import { toActor } from '../service/toActor';
import {
  parseFlagdFile,
  type FileFlag,
  type FileSegment,
  type ParsedFlagdFile,
} from './parseFlagdFile';
import { printFlagdFile } from './printFlagdFile';

type WithCredentials = { credentials: BackstageCredentials };

/** A flag set in one environment, which is what one flagd file is of. */
export interface FileScope {
  flagSet: string;
  environment: string;
}

const reason = 'Import of a flagd file';

/** Reads and writes flag sets as flagd files. */
export class FlagdFileService {
  readonly #db: Knex;
  readonly #environments: Environment[];
  readonly #sets: DatabaseFlagSetStore;
  readonly #flags: DatabaseFlagStore;
  readonly #flagWriter: FlagWriter;
  readonly #segments: DatabaseSegmentStore;
  readonly #segmentWriter: SegmentWriter;
  readonly #authorizer: FlagAuthorizer;
  readonly #owners: EntityOwners;

  constructor(options: {
    db: Knex;
    environments: Environment[];
    sets: DatabaseFlagSetStore;
    flags: DatabaseFlagStore;
    flagWriter: FlagWriter;
    segments: DatabaseSegmentStore;
    segmentWriter: SegmentWriter;
    authorizer: FlagAuthorizer;
    owners: EntityOwners;
  }) {
    this.#db = options.db;
    this.#environments = options.environments;
    this.#sets = options.sets;
    this.#flags = options.flags;
    this.#flagWriter = options.flagWriter;
    this.#segments = options.segments;
    this.#segmentWriter = options.segmentWriter;
    this.#authorizer = options.authorizer;
    this.#owners = options.owners;
  }

  /** The revision that {@link FlagdFileService.print} would print, for a conditional request. */
  async getRevision({ flagSet, environment }: FileScope): Promise<number> {
    assertEnvironment(this.#environments, environment);
    return (await this.#sets.get(flagSet)).revision;
  }

  async authorizeRead(
    { flagSet, environment }: FileScope,
    { credentials }: WithCredentials,
  ): Promise<void> {
    assertEnvironment(this.#environments, environment);
    const { entityRef } = await this.#sets.get(flagSet);
    await this.#authorizer.authorize(
      [{ permission: flagReadPermission, resource: { flagSet }, entityRef }],
      credentials,
    );
  }

  async print(
    { flagSet, environment }: FileScope,
    options: { withPortalMetadata: boolean },
  ): Promise<{ text: string; revision: number }> {
    return this.#db.transaction(
      async transaction => {
        const { revision } = await this.#sets.get(flagSet, transaction);
        const text = printFlagdFile({
          flagSet,
          environment,
          flags: await this.#flags.listAll(flagSet, transaction),
          segments: await this.#segments.listAll(flagSet, transaction),
          ...options,
        });
        return { text, revision };
      },
      // All tables as of one moment, so that the revision is that of the text.
      { isolationLevel: 'repeatable read', readOnly: true },
    );
  }

  /**
   * Takes over what a flagd file says of one environment, flag by flag.
   *
   * @remarks
   * Flags that the file does not have stay. All that is taken over is taken over at once;
   * what is refused is told, and does not hold up the rest.
   *
   * @param options - `revision` of the flag set that a preview named
   * @throws NotAllowedError if the caller may not make every change that the file asks for
   * @throws ConflictError if the flag set is at another revision
   */
  async importFile(
    scope: FileScope,
    file: { [name: string]: unknown },
    options: WithCredentials & { revision?: number },
  ): Promise<ImportResult> {
    const { credentials, revision } = options;
    const plan = await this.#plan(scope, file, credentials);
    if (revision !== undefined && plan.set.revision !== revision) {
      throw new ConflictError(
        `Flag set '${scope.flagSet}' is at revision ${plan.set.revision}, and the preview was of revision ${revision}; preview the file again`,
      );
    }
    const { changes, ...result } = await changeFlagSet(
      this.#db,
      { flagSet: scope.flagSet, actor: toActor(credentials) },
      change => this.#carryOut(change, plan),
    );
    await this.#owners.refresh([
      ...new Set(plan.contents.map(content => content.entityRef)),
    ]);
    return result;
  }

  /** Says what {@link FlagdFileService.importFile} would do, and refuses what it would refuse. */
  async previewFile(
    scope: FileScope,
    file: { [name: string]: unknown },
    { credentials }: WithCredentials,
  ): Promise<ImportPreview> {
    const plan = await this.#plan(scope, file, credentials);
    const outcome = await previewFlagSetChange(
      this.#db,
      { flagSet: scope.flagSet, actor: toActor(credentials) },
      change => this.#carryOut(change, plan),
    );
    return { ...outcome, revision: plan.set.revision };
  }

  async #plan(
    scope: FileScope,
    file: { [name: string]: unknown },
    credentials: BackstageCredentials,
  ): Promise<ImportPlan> {
    assertEnvironment(this.#environments, scope.environment);
    const set = await this.#sets.get(scope.flagSet);
    const parsed = parseFlagdFile(file);
    const current = await this.#readCurrent(scope.flagSet);
    const contents = parsed.flags.map(flag =>
      this.#toContent(
        set,
        scope.environment,
        flag,
        current.flags.get(flag.key),
      ),
    );
    await this.#authorize(
      set,
      { contents, segments: parsed.segments, current },
      credentials,
    );
    for (const entityRef of new Set(
      contents
        .map(content => content.entityRef)
        .filter(ref => ref !== set.entityRef),
    )) {
      await this.#owners.resolveExisting(entityRef);
    }
    return { set, parsed, current, contents };
  }

  async #carryOut(
    change: FlagSetChange,
    { set, parsed, current, contents }: ImportPlan,
  ): Promise<ImportOutcome> {
    const outcome: ImportOutcome = {
      created: [],
      updated: [],
      unchanged: [],
      refused: [...parsed.refused],
      changes: [],
    };
    await this.#assertUnchanged(set, change);
    for (const segment of parsed.segments) {
      await this.#importSegment(change, set, segment, current, outcome);
    }
    await this.#importFlags(change, parsed.flags, contents, current, outcome);
    return outcome;
  }

  async #readCurrent(flagSet: string): Promise<CurrentContent> {
    const flags = await this.#flags.listAll(flagSet);
    const segments = await this.#segments.listAll(flagSet);
    return {
      flags: new Map(flags.map(flag => [flag.key, flag])),
      segments: new Map(segments.map(segment => [segment.name, segment])),
    };
  }

  async #authorize(
    set: FlagSet,
    options: {
      contents: FlagContent[];
      segments: FileSegment[];
      current: CurrentContent;
    },
    credentials: BackstageCredentials,
  ): Promise<void> {
    const { contents, segments, current } = options;
    const accesses: FlagAccess[] = contents.flatMap(content => {
      const before = current.flags.get(content.key);
      return before && isSameFlag(before, content)
        ? []
        : listAccesses(set, before, content);
    });
    const isSegmentChanged = segments.some(
      ({ name, targeting, description }) => {
        const before = current.segments.get(name);
        return (
          JSON.stringify([before?.targeting, before?.description]) !==
          JSON.stringify([targeting, description])
        );
      },
    );
    const setAccess = {
      resource: { flagSet: set.name },
      entityRef: set.entityRef,
    };
    await this.#authorizer.authorize(
      [
        { permission: flagReadPermission, ...setAccess },
        ...(isSegmentChanged
          ? [{ permission: flagUpdatePermission, ...setAccess }]
          : []),
        ...accesses,
      ],
      credentials,
    );
  }

  /** What was read to ask for permission has to be what is changed. */
  async #assertUnchanged(
    { name, revision }: FlagSet,
    { transaction }: FlagSetChange,
  ): Promise<void> {
    const set = await this.#sets.get(name, transaction);
    if (set.revision !== revision) {
      throw new ConflictError(
        `Flag set '${name}' was changed while the file was read; import it again`,
      );
    }
  }

  async #importSegment(
    change: FlagSetChange,
    set: FlagSet,
    segment: FileSegment,
    current: CurrentContent,
    outcome: ImportOutcome,
  ): Promise<void> {
    const key = `$evaluators/${segment.name}`;
    const before = current.segments.get(segment.name);
    try {
      const saved = await this.#segmentWriter.save(change, {
        before,
        content: {
          flagSet: set.name,
          name: segment.name,
          description: segment.description ?? before?.description,
          targeting: segment.targeting,
        },
        action: 'import',
        reason,
      });
      tell(outcome, key, before, saved);
    } catch (error) {
      refuse(outcome, error, {
        key,
        toPointer: pointer =>
          `${segment.pointer}${pointer.replace(/^\/targeting/, '')}`,
      });
    }
  }

  /** Flags may name each other as prerequisites, so those that are refused are tried again while others come in. */
  async #importFlags(
    change: FlagSetChange,
    flags: FileFlag[],
    contents: FlagContent[],
    current: CurrentContent,
    outcome: ImportOutcome,
  ): Promise<void> {
    let open = contents;
    let errors = await this.#tryFlags(change, open, current, outcome);
    while (errors.size > 0 && errors.size < open.length) {
      const refused = errors;
      open = open.filter(({ key }) => refused.has(key));
      errors = await this.#tryFlags(change, open, current, outcome);
    }
    for (const { key, pointer: place } of flags.filter(flag =>
      errors.has(flag.key),
    )) {
      refuse(outcome, errors.get(key), {
        key,
        toPointer: pointer =>
          `${place}${pointer.replace(/^\/environments\/[^/]+/, '')}`,
      });
    }
  }

  /** Saves what can be, and returns why the rest cannot, by key. */
  async #tryFlags(
    change: FlagSetChange,
    contents: FlagContent[],
    current: CurrentContent,
    outcome: ImportOutcome,
  ): Promise<Map<string, AdmissionError>> {
    const errors = new Map<string, AdmissionError>();
    for (const content of contents) {
      const before = current.flags.get(content.key);
      try {
        const saved = await this.#flagWriter.save(change, {
          before,
          content,
          action: 'import',
          reason,
        });
        tell(outcome, content.key, before, saved);
      } catch (error) {
        if (!(error instanceof AdmissionError)) {
          throw error;
        }
        errors.set(content.key, error);
      }
    }
    return errors;
  }

  #toContent(
    set: FlagSet,
    environment: string,
    flag: FileFlag,
    before: Flag | undefined,
  ): FlagContent {
    const { state, defaultVariant, targeting, fields } = flag;
    return {
      flagSet: set.name,
      key: flag.key,
      type: before?.type ?? flag.type,
      kind: before?.kind ?? 'release',
      description: before?.description,
      tags: before?.tags ?? [],
      prerequisites: before?.prerequisites ?? [],
      ...fields,
      entityRef:
        fields?.entityRef === undefined
          ? before?.entityRef ?? set.entityRef
          : normalizeEntityRef(fields.entityRef),
      variants: flag.variants,
      metadata: flag.metadata,
      environments: Object.fromEntries(
        this.#environments.map(({ name }) => [
          name,
          name === environment
            ? { state, defaultVariant, targeting }
            : before?.environments[name] ?? { state: 'DISABLED' },
        ]),
      ),
    };
  }
}

interface CurrentContent {
  flags: ReadonlyMap<string, Flag>;
  segments: ReadonlyMap<string, Segment>;
}

/** What was read before anything is changed. */
interface ImportPlan {
  set: FlagSet;
  parsed: ParsedFlagdFile;
  current: CurrentContent;
  contents: FlagContent[];
}

type ImportOutcome = Omit<ImportPreview, 'revision'>;

function tell<T>(
  outcome: ImportOutcome,
  key: string,
  before: T | undefined,
  after: T,
): void {
  if (before === after) {
    outcome.unchanged.push(key);
    return;
  }
  outcome[before === undefined ? 'created' : 'updated'].push(key);
  outcome.changes.push({ key, before, after });
}

function refuse(
  outcome: ImportOutcome,
  error: unknown,
  { key, toPointer }: { key: string; toPointer: (pointer: string) => string },
): void {
  if (!(error instanceof AdmissionError)) {
    throw error;
  }
  outcome.refused.push(
    ...error.problems.map(({ pointer, message }) => ({
      key,
      pointer: toPointer(pointer),
      message,
    })),
  );
}
