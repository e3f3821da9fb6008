import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseAllDocuments, stringify } from 'yaml';
import { prepareGoTools } from '../scripts/launcher/goTools.mjs';
import { Progress } from '../scripts/launcher/Progress.mjs';
import { run } from './testing/helm.mjs';

const context = {
  progress: new Progress(),
  stop: new AbortController().signal,
};
const { paths, unavailable } = await prepareGoTools(context, [
  'helm',
  'promtool',
]);

const request = (status, le) =>
  `{namespace="portal",service="causeway-health",pod="causeway-1a2b-c3d4e",http_response_status_code="${status}"${
    le ? `,le="${le}"` : ''
  }}`;
const pod = '{namespace="portal",pod="causeway-worker-5f6-7g8h9"}';

// What Prometheus has read, a minute each, and the alert that has to come of it and no other.
const incidents = [
  {
    alert: 'CausewayErrors',
    at: '30m',
    series: [
      [`http_server_request_duration_count${request('200')}`, '0+90x60'],
      [`http_server_request_duration_count${request('503')}`, '0+10x60'],
    ],
    summary: '10% of the requests to causeway fail.',
  },
  {
    alert: 'CausewaySlow',
    at: '30m',
    series: [
      [`http_server_request_duration_bucket${request('200', '1')}`, '0+50x60'],
      [`http_server_request_duration_bucket${request('200', '5')}`, '0+60x60'],
      [
        `http_server_request_duration_bucket${request('200', '+Inf')}`,
        '0+60x60',
      ],
    ],
    summary: 'One request in twenty to causeway takes longer than two seconds.',
  },
  {
    alert: 'CausewayRestarts',
    at: '60m',
    series: [
      [`kube_pod_container_status_restarts_total${pod}`, '0+0x29 1 2 3 4 5x30'],
    ],
    labels: { pod: 'causeway-worker-5f6-7g8h9', namespace: 'portal' },
    summary:
      'causeway-worker-5f6-7g8h9 restarted more than three times in an hour.',
  },
  {
    alert: 'CausewayEventLoopSlow',
    at: '30m',
    series: [
      [
        'nodejs_eventloop_delay_p99{namespace="portal",service="causeway-health",pod="causeway-1a2b-c3d4e"}',
        '0.75x60',
      ],
    ],
    labels: { pod: 'causeway-1a2b-c3d4e' },
    summary: 'causeway-1a2b-c3d4e is busy: its event loop waits 0.75 seconds.',
  },
];

describe('the alerts of the chart', { skip: unavailable ?? false }, () => {
  let folder;
  let rules;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-alerts-'));
    const { code, stdout, stderr } = await run(paths.helm, [
      ...['template', 'causeway', 'charts/causeway', '--namespace', 'portal'],
      ...['--values', 'charts/causeway/ci/production-values.yaml'],
    ]);
    assert.equal(code, 0, stderr);
    const { spec } = parseAllDocuments(stdout)
      .map(document => document.toJS())
      .find(object => object?.kind === 'PrometheusRule');
    rules = spec.groups.flatMap(group => group.rules);
    await writeFile(
      join(folder, 'rules.yaml'),
      stringify({ groups: spec.groups }),
    );
  });
  after(() => rm(folder, { recursive: true }));

  it('are rules that Prometheus accepts', async () => {
    const { code, stdout, stderr } = await run(paths.promtool, [
      ...['check', 'rules', '--lint=all', '--lint-fatal'],
      join(folder, 'rules.yaml'),
    ]);
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, new RegExp(`${rules.length} rules found`));
  });

  for (const incident of incidents) {
    it(`${incident.alert} comes of what it is for, and of nothing else`, async () => {
      const { alert, at, series, labels = {}, summary } = incident;
      const { labels: given, annotations } = rules.find(
        rule => rule.alert === alert,
      );
      const up = '{namespace="portal",service="causeway-health"}';
      const file = join(folder, `${alert}.yaml`);
      await writeFile(
        file,
        stringify({
          rule_files: ['rules.yaml'],
          evaluation_interval: '1m',
          tests: [
            {
              interval: '1m',
              input_series: [[`up${up}`, '1x60'], ...series].map(
                ([name, values]) => ({ series: name, values }),
              ),
              alert_rule_test: rules.map(rule => ({
                eval_time: at,
                alertname: rule.alert,
                exp_alerts:
                  rule.alert === alert
                    ? [
                        {
                          exp_labels: { ...given, ...labels },
                          exp_annotations: { ...annotations, summary },
                        },
                      ]
                    : [],
              })),
            },
          ],
        }),
      );
      const { code, stdout, stderr } = await run(paths.promtool, [
        ...['test', 'rules', file],
      ]);
      assert.equal(code, 0, `${stdout}${stderr}`);
    });
  }
});
