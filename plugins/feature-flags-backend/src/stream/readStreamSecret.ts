import type { Knex } from 'knex';
import { randomBytes } from 'node:crypto';

/** The secret that all replicas sign stream tokens with; made by the first one that asks. */
export async function readStreamSecret(database: Knex): Promise<string> {
  await database('stream_secrets')
    .insert({ id: 1, secret: randomBytes(32).toString('base64url') })
    .onConflict('id')
    .ignore();
  const { secret } = await database('stream_secrets')
    .where({ id: 1 })
    .first('secret');
  return secret;
}
