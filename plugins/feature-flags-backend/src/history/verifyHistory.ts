import type { Knex } from 'knex';
import { DatabaseHistoryStore } from './DatabaseHistoryStore';

/**
 * Walks the history of every flag set and says what it found, one line each.
 *
 * @returns whether all are unbroken
 */
export async function verifyHistory(
  db: Knex,
  print: (line: string) => void,
): Promise<boolean> {
  const history = new DatabaseHistoryStore(db);
  const flagSets = await history.listFlagSets();
  if (flagSets.length === 0) {
    print('There is no history yet.');
  }
  let isIntact = true;
  for (const flagSet of flagSets) {
    const verdict = await history.verify(flagSet);
    isIntact &&= verdict.isIntact;
    print(
      verdict.isIntact
        ? `Flag set '${flagSet}': ${verdict.events} events, unbroken.`
        : `Flag set '${flagSet}': broken at ${verdict.brokenAt}. ${verdict.message}`,
    );
  }
  return isIntact;
}
