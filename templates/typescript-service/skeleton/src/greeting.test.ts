import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet, listLanguages, RuleError } from './greeting.ts';

test('greets in every language', () => {
  assert.deepEqual(listLanguages(), ['de', 'en', 'es', 'fr', 'ja']);
  for (const language of listLanguages()) {
    assert.match(greet(' Ada ', language), /\bAda\b|Adaさん/);
  }
  assert.equal(greet('Ada', 'de'), 'Guten Tag, Ada!');
});

test('counts characters and not code units', () => {
  assert.equal(greet('🚀'.repeat(80), 'en'), `Hello, ${'🚀'.repeat(80)}!`);
});

test('refuses names that are blank, too long or not printable', () => {
  for (const name of ['', ' ', 'a'.repeat(81), 'a\u0000b', 'a\nb']) {
    assert.throws(() => greet(name, 'en'), RuleError, JSON.stringify(name));
  }
});

test('names the languages when it does not know one', () => {
  assert.throws(() => greet('Ada', 'tlh'), {
    message: 'unknown language "tlh", expected one of de, en, es, fr, ja',
  });
});
