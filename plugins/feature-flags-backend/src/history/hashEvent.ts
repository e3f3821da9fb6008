import type { ChangeEvent } from '@causeway/plugin-feature-flags-common';
import { createHash } from 'node:crypto';
import { canonicalJson } from '@causeway/backend-common';

/** What stands in the first event of a set, where others have the hash of the one before. */
export const firstPreviousHash = '0'.repeat(64);

/**
 * The hash of an event over all it tells and over the hash before it.
 *
 * @remarks
 * The id is left out: the database gives it when the row is written, and the order
 * of events is already told by their revisions.
 */
export function hashEvent(event: Omit<ChangeEvent, 'id' | 'hash'>): string {
  return createHash('sha256')
    .update(
      canonicalJson({
        flagSet: event.flagSet,
        subject: event.subject,
        subjectKey: event.subjectKey,
        environment: event.environment,
        action: event.action,
        actor: event.actor,
        reason: event.reason,
        before: event.before,
        after: event.after,
        revision: event.revision,
        previousHash: event.previousHash,
        createdAt: event.createdAt,
      }),
    )
    .digest('hex');
}
