import { measureChange } from './feature-flags/change.mjs';
import { measureEvaluation } from './feature-flags/evaluation.mjs';
import { measureHttp } from './feature-flags/http.mjs';
import { measureStream } from './feature-flags/stream.mjs';

// Prints what feature flags have to reach, each beside its baseline of the same run.
const isQuick = process.argv.includes('--quick');

const times = value => `${value.toFixed(1)} times`;
const microseconds = value => `${value.toFixed(1)} µs`;
const milliseconds = value => `${value.toFixed(1)} ms`;

print('Evaluate and serialise 50 flags');
const evaluation = await measureEvaluation(50);
row('ours', microseconds(evaluation.ours));
row('resolveAll + JSON.stringify', microseconds(evaluation.compiled));
row('the same without code generation', microseconds(evaluation.interpreted));
row('faster (at least 3 times)', times(evaluation.compiled / evaluation.ours));
row(
  'ours, every context with new values',
  microseconds(evaluation.unremembered),
);
row('an entity tag', microseconds(evaluation.tag));

print('Bulk of 50 flags over HTTP, 20 connections, the load on the same cores');
const http = await measureHttp(
  [
    ...['bareExpress', 'express'],
    ...['router', 'router+304', 'portal', 'portal+304'],
    ...['listener', 'listener+304'],
  ],
  { flags: 50, seconds: isQuick ? 2 : 5, rounds: isQuick ? 1 : 5 },
);
for (const [name, { rate, p50, p99, cpuMicroseconds }] of Object.entries(
  http,
)) {
  row(
    name,
    `${rate.toFixed(0)}/s, p50 ${milliseconds(p50)}, p99 ${milliseconds(
      p99,
    )}, ${microseconds(cpuMicroseconds)} of a core each`,
  );
}
for (const [name, target] of [
  ['router', 0.5],
  ['router+304', 0.9],
  ['portal', undefined],
  ['portal+304', undefined],
  ['listener', 2],
  ['listener+304', undefined],
]) {
  const goal = target === undefined ? '' : ` (at least ${target})`;
  for (const baseline of ['express', 'bareExpress']) {
    const byRate = http[name].rate / http[baseline].rate;
    const byCpu = http[baseline].cpuMicroseconds / http[name].cpuMicroseconds;
    row(
      `${name} / ${baseline}${baseline === 'express' ? goal : ''}`,
      `${byRate.toFixed(2)} by rate, ${byCpu.toFixed(2)} by use of a core`,
    );
  }
}

print('One changed flag of 10,000');
const change = await measureChange(10_000);
row('live (at most 50 ms)', milliseconds(change.live));
row('with the first bulk answer, of all 10,000', milliseconds(change.bulk));
row('slowest of the rounds', milliseconds(change.slowest));
row('other flags built again (0)', String(change.rebuilt));

print('A change to 1,000 clients of the stream');
const stream = await measureStream(1_000);
row('p50', milliseconds(stream.p50));
row('p99 (at most 1,000 ms)', milliseconds(stream.p99));

function print(title) {
  process.stdout.write(`\n${title}\n`);
}

function row(name, value) {
  process.stdout.write(`  ${name.padEnd(48)} ${value}\n`);
}
