import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { startTelemetry } from './telemetry.ts';

const telemetry = startTelemetry({ name: 'test', version: 'test' });
after(() => telemetry.stop());

async function start(change: Partial<Config> = {}) {
  const lines: Record<string, unknown>[] = [];
  const app = await createApp({
    config: { ...readConfig({ LOG_LEVEL: 'debug' }), ...change },
    version: 'test',
    logTo: { write: (line) => lines.push(JSON.parse(line)) },
  });
  const greet = (payload: string, headers = {}) =>
    app.server.inject({
      method: 'POST',
      url: '/v1/greetings',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
  return { ...app, lines, greet };
}

test('greets', async () => {
  const { server, greet } = await start();
  const languages = await server.inject('/v1/languages');
  assert.deepEqual(languages.json(), { languages: ['de', 'en', 'es', 'fr', 'ja'] });
  const german = await greet('{"name":"Ada","language":"de"}');
  assert.equal(german.statusCode, 200);
  assert.deepEqual(german.json(), { message: 'Guten Tag, Ada!', language: 'de' });
  assert.equal((await greet('{"name":"Ada"}')).json().message, 'Hello, Ada!');
});

test('refuses with the reason', async () => {
  const { server, greet } = await start({ maxBodyBytes: 1000 });
  const cases: [string, number, RegExp, object?][] = [
    ['{"name":" "}', 422, /1 to 80 printable characters/],
    ['{"name":"Ada","language":"tlh"}', 422, /unknown language "tlh"/],
    ['{"name":', 400, /JSON/],
    ['{"nam":"Ada"}', 400, /name/],
    ['{"name":1}', 400, /must be string/],
    ['{"name":"Ada","more":1}', 400, /additional properties/],
    [`{"name":"${'a'.repeat(2000)}"}`, 413, /too large/],
    ['name=Ada', 415, /Unsupported Media Type/, { 'content-type': 'text/plain' }],
  ];
  for (const [body, status, detail, headers] of cases) {
    const response = await greet(body, headers);
    assert.equal(response.statusCode, status, body);
    assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
    assert.equal(response.json().status, status);
    assert.match(response.json().detail, detail);
  }
  const unknown = await server.inject('/v2/greetings');
  assert.deepEqual(unknown.json(), { type: 'about:blank', title: 'Not Found', status: 404 });
});

test('is healthy, and ready until it drains', async () => {
  const { server, drain } = await start();
  assert.deepEqual((await server.inject('/healthz')).json(), { status: 'ok' });
  assert.deepEqual((await server.inject('/readyz')).json(), { status: 'ready' });
  drain();
  assert.equal((await server.inject('/readyz')).statusCode, 503);
  assert.equal((await server.inject('/healthz')).statusCode, 200);
  assert.equal((await server.inject('/v1/languages')).statusCode, 200);
});

test('logs a request once, with its own ID and that of the caller’s trace', async () => {
  const { server, lines } = await start();
  const response = await server.inject({
    url: '/v1/languages?token=secret',
    headers: {
      'x-request-id': 'abc-123',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    },
  });
  assert.equal(response.headers['x-request-id'], 'abc-123');
  const [line, ...others] = lines.filter(({ msg }) => msg === 'request');
  assert.deepEqual(others, []);
  assert.ok(line);
  assert.deepEqual(
    { ...line, time: 0, duration_ms: 0, version: 0, service: 0, span_id: 0 },
    {
      level: 'INFO',
      time: 0,
      service: 0,
      version: 0,
      msg: 'request',
      method: 'GET',
      path: '/v1/languages',
      route: '/v1/languages',
      status: 200,
      duration_ms: 0,
      request_id: 'abc-123',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      span_id: 0,
    },
  );
});

test('replaces a request ID that would harm a log', async () => {
  const { server, lines } = await start();
  const headers = { 'x-request-id': '<script>' };
  const response = await server.inject({ url: '/v1/languages', headers });
  assert.match(String(response.headers['x-request-id']), /^[0-9a-f-]{36}$/);
  assert.doesNotMatch(JSON.stringify(lines), /script/);
});

test('a handler that fails is logged, and the caller learns nothing of it', async () => {
  const { server, lines } = await start();
  server.get('/broken', async () => {
    throw new Error('the password is hunter2');
  });
  const response = await server.inject('/broken');
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /hunter2/);
  const line = lines.find(({ msg }) => msg === 'a handler failed');
  assert.match(JSON.stringify(line), /hunter2/);
});

test('counts by route and never by path', async () => {
  const { server } = await start();
  await server.inject('/v1/languages');
  await server.inject('/v1/languages');
  await server.inject('/a-path-nobody-knows');
  const { body } = await server.inject('/metrics');
  for (const line of [
    'http_requests_total{method="GET",route="/v1/languages",status="200"} 2',
    'http_requests_total{method="other",route="unmatched",status="404"} 1',
    'http_request_duration_seconds_count{method="GET",route="/v1/languages"} 2',
    'build_info{version="test"} 1',
  ]) {
    assert.ok(body.includes(line), line);
  }
  assert.ok(!body.includes('nobody-knows'));
});

test('api/openapi.yaml is what the routes say', async () => {
  const { server } = await start();
  await server.ready();
  const file = new URL('../api/openapi.yaml', import.meta.url);
  assert.deepEqual(
    parse(readFileSync(file, 'utf8')),
    JSON.parse(JSON.stringify(server.swagger())),
    "it differs: run 'npm run openapi'",
  );
});
