import { ConflictError } from '@backstage/errors';
import type {
  ChangeAction,
  Segment,
} from '@causeway/plugin-feature-flags-common';
import { assertAdmitted } from '../admission/AdmissionError';
import { admitSegment } from '../admission/admitSegment';
import type { FlagSetChange } from '../database/changeFlagSet';
import { isSame } from '../flags/flagContent';
import type { DatabaseSegmentStore } from './DatabaseSegmentStore';

export type SegmentContent = Pick<
  Segment,
  'flagSet' | 'name' | 'description' | 'targeting'
>;

/** Writes one version of a segment inside of a change of its set, if it may be admitted. */
export class SegmentWriter {
  readonly #store: DatabaseSegmentStore;

  constructor(store: DatabaseSegmentStore) {
    this.#store = store;
  }

  async save(
    change: FlagSetChange,
    options: {
      before: Segment | undefined;
      content: SegmentContent;
      action: ChangeAction;
      reason: string | undefined;
    },
  ): Promise<Segment> {
    const { before, content, action, reason } = options;
    const { transaction, at, actor } = change;
    const { flagSet, name, description, targeting } = content;
    if (
      before &&
      isSame([before.description, before.targeting], [description, targeting])
    ) {
      return before;
    }
    const others = before
      ? 0
      : (await this.#store.listAll(flagSet, transaction)).length;
    assertAdmitted(admitSegment(content, others));
    const revision =
      before?.revision ??
      (await this.#store.getDeletedRevision(flagSet, name, transaction)) ??
      0;
    const segment: Segment = {
      flagSet,
      name,
      description,
      targeting,
      revision: revision + 1,
      updatedAt: at,
      updatedBy: actor,
    };
    await change.record(
      {
        subject: 'segment',
        subjectKey: name,
        action,
        reason,
        before,
        after: segment,
      },
      setRevision => this.#store.save(segment, setRevision, transaction),
    );
    return segment;
  }

  async delete(
    change: FlagSetChange,
    segment: Segment,
    reason: string | undefined,
  ): Promise<void> {
    const { transaction, at, actor } = change;
    const uses = await this.#store.listUses(
      segment.flagSet,
      segment.name,
      transaction,
    );
    if (uses.length > 0) {
      throw new ConflictError(
        `Segment '${segment.name}' is used by ${uses
          .map(({ flagKey, environment }) => `'${flagKey}' in ${environment}`)
          .join(', ')}; change those rules first`,
      );
    }
    await change.record(
      {
        subject: 'segment',
        subjectKey: segment.name,
        action: 'delete',
        reason,
        before: segment,
      },
      setRevision =>
        this.#store.markDeleted(
          segment,
          { at, actor, setRevision },
          transaction,
        ),
    );
  }
}
