import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './index.ts';

test('reads durations', () => {
  for (const [text, expected] of [
    ['250ms', 250],
    ['1.5s', 1500],
    ['10m', 600_000],
    ['2h', 7_200_000],
  ] as const) {
    assert.equal(parseDuration(text), expected, text);
  }
});

test('refuses what is none, and quotes it', () => {
  for (const text of ['', '10', 's', '-1s', '1 s', '1d']) {
    assert.throws(
      () => parseDuration(text),
      (error) => error instanceof RangeError && error.message.startsWith(`"${text}"`),
    );
  }
});
