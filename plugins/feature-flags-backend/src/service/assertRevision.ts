import { ConflictError } from '@backstage/errors';

/**
 * Refuses a change that was made from an older version than the stored one.
 *
 * @param what - names it in the sentence, such as `Flag 'checkout-v2'`
 * @throws ConflictError naming who changed it and when
 */
export function assertRevision(
  what: string,
  stored: { revision: number; updatedAt: string; updatedBy: string },
  sent: number,
): void {
  if (stored.revision !== sent) {
    throw new ConflictError(
      `${what} was changed by ${stored.updatedBy} at ${stored.updatedAt}: it is at revision ${stored.revision}, and your change is based on revision ${sent}. Load it again and repeat your change`,
    );
  }
}
