import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareImage } from '../scripts/bundle/prepareImage.mjs';
import { productionEnvironment } from '../scripts/bundle/testing/productionEnvironment.mjs';
import { Replica } from '../scripts/bundle/testing/Replica.mjs';
import { main } from '../scripts/launcher/main.mjs';
import { findNodeRuntime } from '../scripts/launcher/nodeRuntime.mjs';
import { Problem } from '../scripts/launcher/Problem.mjs';
import { prepareVanilla } from './vanilla/prepareVanilla.mjs';
import { vanillaEnvironment } from './vanilla/vanillaEnvironment.mjs';

// Prints how long the image takes from its start until it is ready, relative to that of a
// vanilla app, on databases that are migrated. Both take turns.
main(async context => {
  const options = readOptions();
  const runtime = await findNodeRuntime(context);
  const image = await prepareImage(context, runtime);
  const vanilla = await prepareVanilla(context, runtime);
  const docs = await mkdtemp(join(tmpdir(), 'causeway-bench-'));
  const { connection, port } = options;
  const url = `http://localhost:${port}`;
  const subjects = {
    vanilla: {
      bundle: vanilla,
      env: {
        ...vanillaEnvironment({
          connection,
          url,
          port,
          prefix: 'bench_start_vanilla_',
        }),
        // As its own image starts it.
        NODE_COMPILE_CACHE: '',
        NODE_OPTIONS: '',
      },
      isVanilla: true,
    },
    causeway: {
      bundle: image,
      env: productionEnvironment({
        connection,
        url,
        docs,
        prefix: 'bench_start_causeway_',
      }),
    },
  };
  const runs = { vanilla: [], causeway: [] };
  try {
    for (let round = 0; round <= options.rounds; round += 1) {
      context.progress.say(
        round === 0
          ? 'The first start of each creates its databases and does not count.'
          : `Round ${round} of ${options.rounds}`,
      );
      for (const [name, subject] of Object.entries(subjects)) {
        context.stop.throwIfAborted();
        const run = await startOnce(subject, { port, node: runtime.node });
        if (round > 0) {
          runs[name].push(run);
        }
      }
    }
  } finally {
    await rm(docs, { recursive: true, force: true });
  }
  const lines = [''];
  for (const [key, unit] of [
    ['wall', 's from start to ready'],
    ['cpu', 's of processor time until then'],
    ['memory', 'MB resident then'],
  ]) {
    const [theirs, ours] = [runs.vanilla, runs.causeway].map(list =>
      median(list.map(run => run[key])),
    );
    lines.push(
      `${unit}: vanilla ${theirs.toFixed(1)}, Causeway ${ours.toFixed(
        1,
      )}, ratio ${(ours / theirs).toFixed(2)}`,
    );
  }
  lines.push(
    `median of ${options.rounds} rounds that took turns, Node ${process.versions.node}`,
  );
  context.progress.say(lines.join('\n'));
  return 0;
});

async function startOnce({ bundle, env, isVanilla }, { port, node }) {
  const start = performance.now();
  const replica = Replica.start({
    bundle,
    port,
    node,
    env,
    hasListenConfig: !isVanilla,
  });
  try {
    await replica.untilReady();
    const wall = (performance.now() - start) / 1000;
    const [cpu, memory] = await readUsage(replica.pid);
    return { wall, cpu, memory };
  } finally {
    await replica.stop();
  }
}

// Linux only, where containers run.
async function readUsage(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const pages = Number(fields[21]);
  return [ticks / 100, (pages * 4096) / 2 ** 20];
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      connection: { type: 'string' },
      port: { type: 'string', default: '7607' },
      rounds: { type: 'string', default: '7' },
    },
  });
  if (!values.connection) {
    throw new Problem(
      'No database was named.',
      "Give one after --connection, such as 'postgresql://user:password@localhost:5432/postgres'; the user may create databases.",
    );
  }
  return {
    connection: values.connection,
    port: Number(values.port),
    rounds: Number(values.rounds),
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
