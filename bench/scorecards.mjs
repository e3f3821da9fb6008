import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { measureRuns } from './scorecards/measureRuns.mjs';
import { measureStorage } from './scorecards/measureStorage.mjs';

const execute = promisify(execFile);
const { values } = parseArgs({
  options: {
    connection: {
      type: 'string',
      default: process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING,
    },
    part: { type: 'string' },
  },
});

// Each part has a process of its own, so that the peak of memory is its own too.
const parts = {
  'runs-10k': options =>
    measureRuns({ ...options, entityCount: 10_000, ruleCount: 50 }),
  'runs-100k': options =>
    measureRuns({ ...options, entityCount: 100_000, ruleCount: 100 }),
  async 'catalog-10k'(options) {
    // A whole backend, whose memory the other parts must not be charged with.
    const { measureCatalog } = await import('./scorecards/measureCatalog.mjs');
    return measureCatalog(options);
  },
  storage: measureStorage,
  'storage-scattered': options =>
    measureStorage({ ...options, isScattered: true }),
};

if (!values.connection) {
  process.stderr.write(
    'Name a PostgreSQL server with --connection postgresql://user:password@host:port/postgres\n',
  );
  process.exitCode = 1;
} else if (values.part) {
  const lines = await parts[values.part]({ connection: values.connection });
  process.stdout.write(`${lines.join('\n')}\n`);
  // A backend leaves timers behind.
  process.exit();
} else {
  for (const part of Object.keys(parts)) {
    const { stdout } = await execute(process.execPath, [
      fileURLToPath(import.meta.url),
      ...['--connection', values.connection],
      ...['--part', part],
    ]);
    process.stdout.write(stdout);
  }
}
