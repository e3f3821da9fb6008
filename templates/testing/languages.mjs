import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts } from './MinimalPortal.mjs';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

const greeting = {
  path: '/v1/greetings',
  body: '{"name":"Ada","language":"de"}',
  answer: /Guten Tag, Ada!/,
};

/**
 * How each golden path is started after `make build`, what it needs on the machine, and a request
 * that it answers. Libraries and sites of documents are not started.
 */
export const services = {
  'go-microservice': {
    needs: 'go',
    command: () => ['bin/server', []],
    ...greeting,
  },
  'typescript-service': {
    command: () => [process.execPath, ['dist/main.js']],
    ...greeting,
  },
  'python-service': {
    needs: 'python',
    command: folder => [
      join(folder, '.venv/bin/python'),
      ['-m', 'service'],
      { PYTHONPATH: 'src' },
    ],
    ...greeting,
  },
  'react-website': {
    needs: 'go',
    command: folder => [
      'caddy',
      ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
      { SITE_ROOT: join(folder, 'dist') },
    ],
    path: '/any/page',
    answer: /<div id="root">/,
    headers: { 'content-security-policy': /script-src 'self'/ },
    hasOpsPort: true,
  },
};

/**
 * Starts what was built, asks it for health, readiness, metrics and an answer, and stops it as
 * Kubernetes does.
 *
 * @param {string[]} metrics what alerts and dashboard ask for
 */
export async function checkService(service, { folder, metrics }, { env }) {
  const [port, opsPort] = await findFreePorts(2);
  const [command, args, further] = service.command(folder);
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      ...process.env,
      ...env,
      ...further,
      HTTP_ADDRESS: `127.0.0.1:${port}`,
      HTTP_PORT: String(port),
      OPS_PORT: String(opsPort),
      DRAIN_DELAY: '1s',
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      log += chunk;
    });
  }
  const ended = once(child, 'exit');
  const ops = `http://127.0.0.1:${service.hasOpsPort ? opsPort : port}`;
  try {
    await untilHealthy(ops, child, () => log);
    assert.equal((await fetch(`${ops}/readyz`)).status, 200);
    await checkAnswer(service, `http://127.0.0.1:${port}`);

    const text = await (await fetch(`${ops}/metrics`)).text();
    const exposed = new Set(
      [...text.matchAll(/^([a-zA-Z_:][\w:]*)[{ ]/gm)].map(match => match[1]),
    );
    // Prometheus' histograms are read through their series.
    const missing = metrics.filter(name => !exposed.has(name));
    assert.deepEqual(
      missing,
      [],
      'alerts or dashboard ask for what is not there',
    );

    child.kill('SIGTERM');
    await sleep(200);
    assert.equal((await fetch(`${ops}/readyz`)).status, 503);
    assert.equal((await fetch(`${ops}/healthz`)).status, 200);
    assert.deepEqual(await ended, [0, null], log);
  } catch (error) {
    error.message += `\n${log}`;
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
  checkLog(log);
}

async function untilHealthy(ops, child, readLog) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const isHealthy = await fetch(`${ops}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isHealthy) {
      return;
    }
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`It does not become healthy:\n${readLog()}`);
    }
    await sleep(100);
  }
}

async function checkAnswer({ path, body, answer, headers = {} }, base) {
  const response = await fetch(`${base}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      traceparent,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    body,
  });
  assert.equal(response.status, 200);
  assert.match(await response.text(), answer);
  for (const [name, pattern] of Object.entries(headers)) {
    assert.match(response.headers.get(name) ?? '', pattern, name);
  }
}

/** Each line is JSON, and that of the request has the caller's trace. */
function checkLog(log) {
  const lines = log
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  assert.ok(
    lines.some(line => line.trace_id === traceId),
    `no line has the trace ID:\n${log}`,
  );
}
