import type { ChangeEvent } from '@causeway/plugin-feature-flags-common';
import { firstPreviousHash, hashEvent } from './hashEvent';

export type ChainVerdict =
  | { isIntact: true; events: number }
  | { isIntact: false; events: number; brokenAt: string; message: string };

/**
 * Walks the history of one flag set, oldest event first, and names the first one that does not fit.
 *
 * @param lastRevision - what the set itself says its revision is; without it a
 * removed newest event would go unseen
 */
export async function verifyChain(
  events: AsyncIterable<ChangeEvent> | Iterable<ChangeEvent>,
  lastRevision: number,
): Promise<ChainVerdict> {
  let previousHash = firstPreviousHash;
  let revision = 0;
  for await (const event of events) {
    const fault = findFault(event, { previousHash, revision });
    if (fault) {
      return {
        isIntact: false,
        events: revision,
        brokenAt: `event ${event.id}`,
        message: fault,
      };
    }
    previousHash = event.hash;
    revision = event.revision;
  }
  if (revision !== lastRevision) {
    return {
      isIntact: false,
      events: revision,
      brokenAt: `revision ${revision + 1}`,
      message: describeEnd(lastRevision, revision),
    };
  }
  return { isIntact: true, events: revision };
}

function describeEnd(lastRevision: number, revision: number): string {
  return `The flag set is at revision ${lastRevision}, but its history ends at revision ${revision}: ${
    revision < lastRevision
      ? 'what came after it was removed'
      : 'the set was put back without it'
  }.`;
}

function findFault(
  event: ChangeEvent,
  before: { previousHash: string; revision: number },
): string | undefined {
  if (event.revision !== before.revision + 1) {
    return `Event ${event.id} has revision ${event.revision} where ${
      before.revision + 1
    } was due: an event before it was removed or moved.`;
  }
  if (event.previousHash !== before.previousHash) {
    return `Event ${event.id} does not continue the event before it: one of the two was replaced or moved.`;
  }
  if (event.hash !== hashEvent(event)) {
    return `Event ${event.id} does not match its own hash: it was edited after it was written.`;
  }
  return undefined;
}
