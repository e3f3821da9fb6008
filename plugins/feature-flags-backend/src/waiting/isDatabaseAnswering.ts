import type { Config } from '@backstage/config';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';

const timeoutMilliseconds = 3_000;

/** PostgreSQL's states in which it takes no connections yet, or no longer. */
const unavailableStates = new Set(['57P01', '57P02', '57P03']);

/**
 * Whether the portal's PostgreSQL takes part in a conversation, be it with a refusal.
 *
 * @remarks
 * A wrong password or a missing database is nothing that waiting mends, so it counts as an answer.
 */
export async function isDatabaseAnswering(config: Config): Promise<boolean> {
  const client = new Client({
    ...readConnection(config),
    connectionTimeoutMillis: timeoutMilliseconds,
  });
  // Without a listener, a connection that breaks later would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    const code = readCode(error);
    return /^[0-9A-Z]{5}$/.test(code) && !unavailableStates.has(code);
  }
}

function readConnection(config: Config): ClientConfig {
  const connection = config.get('backend.database.connection');
  return typeof connection === 'string'
    ? { connectionString: connection }
    : // As the portal's own plugins do before they have a database.
      { database: 'postgres', ...Object(connection) };
}

function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
