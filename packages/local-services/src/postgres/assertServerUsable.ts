import { ServiceUnavailableError, isError } from '@backstage/errors';
import { Client } from 'pg';

/** A server that somebody else runs. */
export interface ExternalServer {
  host: string;
  port: number;
  user: string;
  password: string;
}

/**
 * Makes sure that the portal can work with a server that is not ours.
 *
 * @throws ServiceUnavailableError in a sentence that says what to mend
 */
export async function assertServerUsable(
  server: ExternalServer,
): Promise<void> {
  const place = `${server.host}:${server.port}`;
  const client = new Client({
    ...server,
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks is reported by the query that needs it.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ mayCreate: boolean }>(
      'select rolcreatedb or rolsuper as "mayCreate" from pg_roles where rolname = current_user',
    );
    if (!rows[0]?.mayCreate) {
      throw new ServiceUnavailableError(
        `it may not create databases, and the portal keeps one for each plugin. Run 'ALTER ROLE "${server.user}" CREATEDB' there`,
      );
    }
  } catch (error) {
    throw new ServiceUnavailableError(
      `The PostgreSQL server at '${place}' that POSTGRES_HOST names cannot be used as '${
        server.user
      }': ${describe(
        error,
      )}. Check POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER and POSTGRES_PASSWORD, or unset POSTGRES_HOST to start one here.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

// A host with several addresses fails with one error for each and no message of its own.
function describe(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  return error.message || String(error.code ?? error.name);
}
