import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';

test('an empty environment is valid', () => {
  assert.deepEqual(readConfig({}), {
    host: '0.0.0.0',
    port: 8080,
    logLevel: 'info',
    requestTimeout: 10_000,
    maxBodyBytes: 65_536,
    drainDelay: 5_000,
    shutdownTimeout: 20_000,
  });
});

test('settings are read', () => {
  const config = readConfig({
    HTTP_ADDRESS: '[::1]:9000',
    LOG_LEVEL: 'debug',
    REQUEST_TIMEOUT: '1.5m',
    DRAIN_DELAY: '0s',
  });
  assert.equal(config.host, '::1');
  assert.equal(config.port, 9000);
  assert.equal(config.logLevel, 'debug');
  assert.equal(config.requestTimeout, 90_000);
  assert.equal(config.drainDelay, 0);
});

test('every setting that is wrong is named at once', () => {
  assert.throws(
    () =>
      readConfig({
        HTTP_ADDRESS: 'localhost',
        LOG_LEVEL: 'loud',
        REQUEST_TIMEOUT: '10 minutes',
        MAX_BODY_BYTES: '0',
      }),
    {
      message: [
        'HTTP_ADDRESS is "localhost", expected host:port such as 0.0.0.0:8080',
        'LOG_LEVEL is "loud", expected debug, info, warn, error',
        'REQUEST_TIMEOUT is "10 minutes", expected a duration from 100ms to 5m, such as 10s',
        'MAX_BODY_BYTES is "0", expected a number of bytes from 1 to 67108864',
      ].join('\n'),
    },
  );
});
