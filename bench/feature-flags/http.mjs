import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { benchKey } from './backend.mjs';
import { createContexts } from './flagMix.mjs';
import { median } from './statistics.mjs';

const path = '/ofrep/v1/evaluate/flags';
const connections = 20;

/**
 * Rates of bulk answers, of ours and of the baselines, in turns.
 *
 * @param {string[]} kinds of `httpServer.mjs`; `+304` asks with the right entity tags
 */
export async function measureHttp(kinds, { flags, seconds, rounds }) {
  const results = Object.fromEntries(kinds.map(kind => [kind, []]));
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      results[kind].push(await measureOnce(kind, { flags, seconds }));
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([kind, runs]) => [
      kind,
      {
        rate: median(runs.map(({ rate }) => rate)),
        p50: median(runs.map(({ p50 }) => p50)),
        p99: median(runs.map(({ p99 }) => p99)),
        cpuMicroseconds: median(
          runs.map(({ cpuMicroseconds }) => cpuMicroseconds),
        ),
        bytes: runs[0].bytes,
      },
    ]),
  );
}

async function measureOnce(kind, options) {
  const result = await attempt(kind, options);
  // Entity tags change every ten minutes, with the token of the stream.
  const valid = result.unexpected > 0 ? await attempt(kind, options) : result;
  if (valid.unexpected > 0) {
    throw new Error(`${valid.unexpected} other answers from ${kind}`);
  }
  return valid;
}

async function attempt(kind, { flags, seconds }) {
  const [server, condition] = kind.split('+');
  const process = start('httpServer.mjs', [server, String(flags)]);
  try {
    const port = Number(await firstLine(process));
    const isConditional = condition === '304';
    const requests = await Promise.all(
      createContexts(200).map(async context => {
        const headers = { 'X-API-Key': benchKey };
        const body = JSON.stringify({ context });
        if (isConditional) {
          const response = await fetch(`http://127.0.0.1:${port}${path}`, {
            method: 'POST',
            headers,
            body,
          });
          headers['If-None-Match'] = response.headers.get('etag');
        }
        return { path, headers, body };
      }),
    );
    const cpuBefore = await readCpuSeconds(process.pid);
    const load = start('load.mjs', [
      JSON.stringify({
        port,
        requests,
        connections,
        seconds,
        warmupSeconds: 2,
        status: isConditional ? 304 : 200,
      }),
    ]);
    const result = JSON.parse(await allOutput(load));
    const cpu = (await readCpuSeconds(process.pid)) - cpuBefore;
    return { ...result, cpuMicroseconds: (cpu * 1e6) / result.total };
  } finally {
    process.kill();
  }
}

/** What a process used of the cores so far; unlike a rate it hardly depends on what else runs. */
async function readCpuSeconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function start(file, args) {
  return spawn(
    process.execPath,
    [fileURLToPath(new URL(file, import.meta.url)), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
}

async function firstLine(child) {
  for await (const chunk of child.stdout) {
    return chunk.toString().trim();
  }
  throw new Error('The server ended');
}

async function allOutput(child) {
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
  }
  return text;
}
