import { ConflictError } from '@backstage/errors';
import type { ChangeAction, Flag } from '@causeway/plugin-feature-flags-common';
import { assertAdmitted } from '../admission/AdmissionError';
import { admitFlag } from '../admission/admitFlag';
import type { FlagSetChange } from '../database/changeFlagSet';
import type { DatabaseFlagStore } from './DatabaseFlagStore';
import {
  isSame,
  isSameFlag,
  toEnvironmentContent,
  toFlagContent,
  type FlagContent,
} from './flagContent';

/** Writes one version of a flag inside of a change of its set, if it may be admitted. */
export class FlagWriter {
  readonly #store: DatabaseFlagStore;

  constructor(store: DatabaseFlagStore) {
    this.#store = store;
  }

  /**
   * @returns the flag as stored; the one before if nothing differs
   * @throws AdmissionError naming all that is wrong with it
   */
  async save(
    change: FlagSetChange,
    options: {
      before: Flag | undefined;
      content: FlagContent;
      action: ChangeAction;
      /** The environment, where nothing else is changed. */
      environment?: string;
      reason: string | undefined;
    },
  ): Promise<Flag> {
    const { before, content, action, environment, reason } = options;
    if (before && isSameFlag(before, content)) {
      return before;
    }
    await this.#assertAdmitted(change, content);
    const flag = await this.#toNextVersion(change, before, content);
    await change.record(
      {
        subject: 'flag',
        subjectKey: flag.key,
        environment,
        action,
        reason,
        before,
        after: flag,
      },
      setRevision => this.#store.save(flag, setRevision, change.transaction),
    );
    return flag;
  }

  async delete(
    change: FlagSetChange,
    flag: Flag,
    reason: string | undefined,
  ): Promise<void> {
    await this.#assertNoDependants(change, flag);
    await change.record(
      {
        subject: 'flag',
        subjectKey: flag.key,
        action: 'delete',
        reason,
        before: flag,
      },
      setRevision =>
        this.#store.markDeleted(
          flag,
          { at: change.at, actor: change.actor, setRevision },
          change.transaction,
        ),
    );
  }

  async #assertAdmitted(
    { transaction }: FlagSetChange,
    content: FlagContent,
  ): Promise<void> {
    const { flagSet, prerequisites } = content;
    const surroundings = await this.#store.getSurroundings(
      flagSet,
      transaction,
    );
    const variantNames = await this.#store.getVariantNames(
      flagSet,
      prerequisites.map(({ flagKey }) => flagKey),
      transaction,
    );
    assertAdmitted(admitFlag(content, surroundings, variantNames));
  }

  async #toNextVersion(
    { transaction, at, actor }: FlagSetChange,
    before: Flag | undefined,
    content: FlagContent,
  ): Promise<Flag> {
    const { flagSet, key } = content;
    const revision =
      before?.revision ??
      (await this.#store.getDeletedRevision(flagSet, key, transaction)) ??
      0;
    const stamp = { updatedAt: at, updatedBy: actor };
    const { environments, ...definition } = toFlagContent(content);
    return {
      ...definition,
      environments: Object.fromEntries(
        Object.entries(environments).map(([name, settings]) => {
          const old = before?.environments[name];
          const isUnchanged =
            old && isSame(toEnvironmentContent(old), settings);
          return [name, isUnchanged ? old : { ...settings, ...stamp }];
        }),
      ),
      revision: revision + 1,
      createdAt: before?.createdAt ?? at,
      createdBy: before?.createdBy ?? actor,
      ...stamp,
    };
  }

  async #assertNoDependants(
    { transaction }: FlagSetChange,
    { flagSet, key }: Flag,
  ): Promise<void> {
    const { prerequisites } = await this.#store.getSurroundings(
      flagSet,
      transaction,
    );
    const dependants = [...prerequisites]
      .filter(([, needed]) => needed.some(({ flagKey }) => flagKey === key))
      .map(([dependant]) => `'${dependant}'`);
    if (dependants.length > 0) {
      throw new ConflictError(
        `Flag '${key}' is a prerequisite of ${dependants.join(
          ', ',
        )}; remove it there first`,
      );
    }
  }
}
