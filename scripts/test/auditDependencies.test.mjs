import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { countAudit } from './auditDependencies.mjs';
import { Tally } from './Tally.mjs';

function count(result) {
  const stream = new PassThrough();
  stream.setEncoding('utf8');
  const tally = new Tally({ stream });
  countAudit(tally, result);
  tally.report();
  return stream.read().trimEnd().split('\n');
}

const advisory = JSON.stringify({
  value: 'left-pad',
  children: {
    ID: 1099999,
    Issue: 'Pads on the wrong side',
    URL: 'https://github.com/advisories/GHSA-0000',
    Severity: 'high',
    'Vulnerable Versions': '<2.0.0',
    'Tree Versions': ['1.0.0', '1.1.0'],
    Dependents: ['backend@workspace:packages/backend'],
  },
});

describe('the audit of dependencies', () => {
  it('fails with each advisory and what to do', () => {
    assert.deepEqual(count({ code: 1, output: `${advisory}\n` }), [
      "failed: dependency audit: left-pad 1.0.0, 1.1.0: Pads on the wrong side (high, 1099999, https://github.com/advisories/GHSA-0000); raise it, or name 1099999 with the reason in 'npmAuditIgnoreAdvisories'",
      '0 passed, 1 failed',
    ]);
  });

  it('passes without any', () => {
    assert.deepEqual(count({ code: 0, output: '' }), ['1 passed, 0 failed']);
  });

  it('is skipped, with the reason, where the registry has no audits', () => {
    const output =
      '/yarn.cjs:146\n["ETIMEDOUT","ECONNREFUSED"];super(`Response code ${t.statusCode}`)\n\n  originalError: tR [HTTPError]: Response code 405 (Method Not Allowed)\n    at x\n';
    assert.deepEqual(count({ code: 1, output }), [
      'skipped: dependency audit: the registry does not answer audits (Response code 405 (Method Not Allowed))',
      '0 passed, 0 failed, 1 skipped',
    ]);
  });
});
