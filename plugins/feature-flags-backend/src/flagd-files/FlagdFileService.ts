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
} from '@causeway/plugin-feature-flags-common';
import type { Knex } from 'knex';
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
  FlagdFileImport,
  type CurrentContent,
  type ImportOutcome,
  type ImportPlan,
} from './FlagdFileImport';
import {
  parseFlagdFile,
  type FileFlag,
  type FileSegment,
} from './parseFlagdFile';
import { printFlagdFile } from './printFlagdFile';

type WithCredentials = { credentials: BackstageCredentials };

/** A flag set in one environment, which is what one flagd file is of. */
export interface FileScope {
  flagSet: string;
  environment: string;
}

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
    plan: ImportPlan,
  ): Promise<ImportOutcome> {
    await this.#assertUnchanged(plan.set, change);
    return new FlagdFileImport({
      ...plan,
      change,
      flagWriter: this.#flagWriter,
      segmentWriter: this.#segmentWriter,
    }).run();
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
