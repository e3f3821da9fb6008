import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../scripts/launcher/paths.mjs';

// Prints how many rules the evaluator decides in a second of one core's time: the seed's, a mix of
// operators, and against json-rules-engine in the same run, on rules that mean the same in both.
const common = join(root, 'plugins/scorecard-common');
const load = createRequire(join(common, 'package.json'));
// The sources run as they are.
load('@backstage/cli/config/nodeTransform.cjs');
const { compileRule, parseRuleFile } = load(join(common, 'src/index.ts'));
const { Engine } = load('json-rules-engine');

const entityCount = 1000;
const rounds = 5;
const roundSeconds = 1;
const now = Date.parse('2026-11-01T00:00:00Z');
const subjects = Array.from({ length: entityCount }, (_, index) =>
  createSubject(index),
);

const seed = readRules(
  readFileSync(join(common, 'fixtures/seed-rules.yaml'), 'utf8'),
);
const mix = readRules(`
rules:
  - { id: pattern, path: $.metadata.name, operator: matches, value: '^[a-z]+(-[a-z0-9]+)*$' }
  - { id: not-pattern, path: $.metadata.description, operator: doesNotMatch, value: '(?i)todo|fixme' }
  - { id: tags, path: $.metadata.tags, operator: subsetOf, value: [java, go, payments, internal] }
  - { id: tagged, path: $.metadata.tags, operator: contains, value: java }
  - { id: links, path: '$.metadata.links[*].url', operator: greaterThan, value: 1 }
  - { id: depends, relation: dependsOn, operator: greaterThan, value: 0 }
  - { id: young, factRef: techdocs:default/site, path: $.builtAt, operator: newerThan, value: P90D }
  - { id: version, factRef: ci:default/build, path: $.version, operator: satisfies, value: '>=1.2 <3' }
  - { id: coverage, factRef: ci:default/build, path: $.coverage, operator: between, value: [60, 100], filter: { spec.type: [service, library], spec.lifecycle: production } }
  - id: tree
    filter: { kind: Component, metadata.tags: [java, go] }
    any:
      - { path: $.spec.system, operator: isNotEmpty }
      - all:
          - { path: $.spec.owner, operator: startsWith, value: 'group:' }
          - not: { path: $.spec.lifecycle, operator: in, value: [experimental, deprecated] }
`);
const shared = [
  { operator: 'equal', path: '$.spec.type', value: 'service' },
  { operator: 'notEqual', path: '$.spec.lifecycle', value: 'deprecated' },
  { operator: 'in', path: '$.spec.lifecycle', value: ['production', 'beta'] },
  { operator: 'contains', path: '$.metadata.tags', value: 'java' },
  { operator: 'greaterThan', path: '$.metadata.generation', value: 3 },
  { operator: 'lessThanInclusive', path: '$.metadata.generation', value: 8 },
];

const seedRate = median(measure(() => evaluateAll(seed)));
const mixRate = median(measure(() => evaluateAll(mix)));
const ours = readRules(
  JSON.stringify({
    rules: shared.map((condition, index) => ({
      id: `r${index}`,
      ...condition,
    })),
  }),
);
// One engine with all rules, made once and run for each entity: its fastest use.
const engine = new Engine(
  shared.map((condition, index) => ({
    name: `r${index}`,
    conditions: { all: [{ fact: 'entity', ...condition }] },
    event: { type: 'passed' },
  })),
);
await assertAgreement();
const ratios = [];
const theirRates = [];
for (let round = 0; round < rounds; round += 1) {
  const [ourRate] = measure(() => evaluateAll(ours), 1);
  const theirRate = await measureEngine();
  theirRates.push(theirRate);
  ratios.push(ourRate / theirRate);
}

process.stdout.write(
  [
    `the seed's rules: ${perSecond(seedRate)}`,
    `mix of operators: ${perSecond(mixRate)}`,
    `json-rules-engine: ${perSecond(median(theirRates))}`,
    `ratio on the same rules: ${median(ratios).toFixed(0)}`,
    `median of ${rounds} rounds over ${entityCount} entities, Node ${process.versions.node}`,
    '',
  ].join('\n'),
);

function readRules(text) {
  const { scorecard, problems } = parseRuleFile({ text, file: 'bench.yaml' });
  if (problems.length > 0) {
    throw new Error(`The rules have a problem: ${problems[0].message}`);
  }
  return scorecard.rules.map(compileRule);
}

/** Rule by rule, as the backend goes through a page. */
function evaluateAll(rules) {
  let passes = 0;
  for (const rule of rules) {
    for (const subject of subjects) {
      if (rule.evaluate(subject, now).state === 'pass') {
        passes += 1;
      }
    }
  }
  if (passes === 0 || passes === rules.length * entityCount) {
    throw new Error('The entities do not tell the rules apart');
  }
  return rules.length * entityCount;
}

function measure(run, times = rounds) {
  run();
  return Array.from({ length: times }, () => {
    const timer = startTimer();
    let evaluations = 0;
    while (timer.isRunning()) {
      evaluations += run();
    }
    return evaluations / timer.seconds();
  });
}

async function measureEngine() {
  const timer = startTimer();
  let evaluations = 0;
  while (timer.isRunning()) {
    for (const { entity } of subjects) {
      await engine.run({ entity });
    }
    evaluations += shared.length * entityCount;
  }
  return evaluations / timer.seconds();
}

/** Counts the time of the processor, which other programs on the machine do not lengthen. */
function startTimer() {
  const start = process.cpuUsage();
  const seconds = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  return { seconds, isRunning: () => seconds() < roundSeconds };
}

async function assertAgreement() {
  for (const subject of subjects) {
    const { results } = await engine.run({ entity: subject.entity });
    const passed = new Set(results.map(({ name }) => name));
    for (const { rule, evaluate } of ours) {
      const { state } = evaluate(subject, now);
      if ((state === 'pass') !== passed.has(rule.id)) {
        throw new Error(`The engines differ over ${rule.id}`);
      }
    }
  }
}

/** Entities that differ in what the rules ask, the same in every run. */
function createSubject(index) {
  const pick = (...values) => values[index % values.length];
  return {
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: pick('Component', 'Component', 'API', 'Component', 'Resource'),
      metadata: {
        name: `${pick('payment', 'Order', 'ledger')}-service-${index}`,
        namespace: 'default',
        description: pick('Takes payments', 'TODO: describe', 'Keeps books'),
        generation: index % 11,
        annotations: {
          'backstage.io/managed-by-location': 'url:https://example.com/a',
          'backstage.io/managed-by-origin-location': 'url:https://example.com',
          'backstage.io/view-url': 'https://example.com/view',
          'backstage.io/techdocs-ref': pick('dir:.', 'url:https://a.example'),
          ...(index % 3 > 0 && { 'pagerduty.com/service-id': `R0P${index}` }),
        },
        tags: pick(['java', 'payments'], ['go'], ['python', 'internal'], []),
        links: Array.from({ length: index % 4 }, (_, link) => ({
          url: `https://example.com/${link}`,
        })),
      },
      spec: {
        type: pick('service', 'website', 'service', 'library'),
        lifecycle: pick('production', 'experimental', 'deprecated', 'beta'),
        owner: pick('group:default/team-a', 'user:default/b', ''),
        ...(index % 2 > 0 && { system: 'payments' }),
      },
      relations: Array.from({ length: index % 5 }, (_, relation) => ({
        type: pick('dependsOn', 'ownedBy', 'partOf'),
        targetRef: `component:default/c${relation}`,
      })),
    },
    facts: new Map([
      [
        'techdocs:default/site',
        known({
          builtAt: pick('2026-10-20T08:00:00Z', '2025-01-01T00:00:00Z'),
        }),
      ],
      [
        'ci:default/build',
        known({
          version: pick('1.4.2', '0.9.0', '3.0.0'),
          coverage: index % 101,
        }),
      ],
    ]),
  };
}

function known(value) {
  return {
    status: 'known',
    value,
    collectedAt: '2026-11-01T00:00:00Z',
    source: 'bench',
  };
}

function perSecond(rate) {
  return `${(rate / 1e6).toPrecision(3)} M evaluations/s per core`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
