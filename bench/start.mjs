import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { main } from '../scripts/launcher/main.mjs';
import { preparePortal } from '../scripts/launcher/prepare.mjs';
import { readOptions } from '../scripts/launcher/readOptions.mjs';
import {
  claimPortal,
  startBackend,
  startLocalServices,
} from '../scripts/launcher/runPortal.mjs';

const execute = promisify(execFile);
const rounds = 3;
// By then the catalog is processed and the search is indexed.
const settleMs = 60_000;

// Prints how long a second start takes, relative to the same bundle on the same Node without
// V8's compile cache, and what memory the backend holds then and once its first work is done.
main(async context => {
  const { progress, stop } = context;
  const options = readOptions([
    ...['--port', process.env.PORT ?? '7607'],
    ...process.argv.slice(2),
  ]);
  const data = await mkdtemp(join(tmpdir(), 'causeway-bench-'));
  // Else PostgreSQL's user could not enter, and its data would lie elsewhere.
  await chmod(data, 0o755);
  const measure = settings => runOnce(context, { ...options, data }, settings);
  try {
    progress.say('The first start fills the database and the compile cache.');
    await measure({ hasCompileCache: true });
    const cached = [];
    const baseline = [];
    for (let round = 1; round <= rounds; round += 1) {
      stop.throwIfAborted();
      progress.say(`Round ${round} of ${rounds}`);
      baseline.push(await measure({ hasCompileCache: false }));
      cached.push(
        await measure({
          hasCompileCache: true,
          isSettled: round === rounds,
        }),
      );
    }
    const seconds = median(cached.map(run => run.seconds));
    const baselineSeconds = median(baseline.map(run => run.seconds));
    const memory = median(cached.map(run => run.megabytes));
    const { settledMegabytes } = cached[rounds - 1];
    progress.say(
      [
        '',
        `second start: ${seconds.toFixed(1)} s`,
        `start without the compile cache: ${baselineSeconds.toFixed(1)} s`,
        `ratio: ${(seconds / baselineSeconds).toFixed(2)}`,
        `resident memory of the backend when ready: ${memory.toFixed(0)} MB`,
        `a minute later: ${settledMegabytes.toFixed(0)} MB`,
        `median of ${rounds} rounds, Node ${process.versions.node}`,
      ].join('\n'),
    );
    return 0;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});

async function runOnce(context, options, { hasCompileCache, isSettled }) {
  const started = [];
  const start = performance.now();
  const claim = await claimPortal(context, options);
  try {
    const { runtime, docsEnv, entry } = await preparePortal(context);
    const services = await startLocalServices(context, {
      ...options,
      claim,
      runtime,
    });
    started.push(services.process);
    const backend = await startBackend(context, {
      ...options,
      claim,
      runtime,
      entry,
      env: {
        ...services.env,
        ...docsEnv,
        ...(hasCompileCache ? {} : { NODE_DISABLE_COMPILE_CACHE: '1' }),
      },
    });
    started.push(backend.process);
    const seconds = (performance.now() - start) / 1000;
    const megabytes = await residentMegabytes(backend.process.pid);
    if (!isSettled) {
      return { seconds, megabytes };
    }
    await sleep(settleMs, undefined, { signal: context.stop }).catch(() =>
      context.stop.throwIfAborted(),
    );
    return {
      seconds,
      megabytes,
      settledMegabytes: await residentMegabytes(backend.process.pid),
    };
  } finally {
    for (const managed of started.reverse()) {
      await managed.stop();
    }
    await claim.release();
  }
}

async function residentMegabytes(pid) {
  const { stdout } = await execute('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
