import { parse } from 'yaml';
import { parseRuleFile } from '../rules/parseRuleFile';
import { importSoundcheck } from './importSoundcheck';

const checks = `- id: has_few_issues
  name: Few issues
  description: Less than ten are open.
  ownerEntityRef: group:default/quality
  rule:
    factRef: github:default/repo_details
    path: $.open_issues
    operator: lessThan
    value: 10
  passedMessage: Good
  failedMessage: Close some
- id: has_owner
  rule:
    any:
      - factRef: catalog:default/entity_descriptor
        path: $.spec.owner
        operator: greaterThan
        value: 0
      - not:
          - factRef: catalog:default/entity_descriptor
            path: $.spec.type
            operator: equal
            value: service
  filter:
    catalog:
      metadata.tags: python
  exclude:
    spec.lifecycle: [experimental, deprecated]
- id: is_level_one
  rule:
    - factRef: soundcheck:default/track/basics
      path: $.highestLevel.ordinal
      operator: greaterThanInclusive
      value: 1
    - factRef: github:default/repo_details
      path: $.forks
      operator: lessThan
      value: { factRef: github:default/repo_details, path: $.watchers }
  schedule:
    frequency: { cron: '* * * * *' }
    filter: { kind: Component }
- id: asked_people
  type: manual
- id: has_look_ahead
  rule:
    factRef: catalog:default/entity_descriptor
    path: $.metadata.name
    operator: matches
    value: '^(?=a)'
- id: has_few_pages
  rule:
    factRef: pagerduty:default/incidents
    path: $.count
    operator: lessThan
    value: { factRef: catalog:default/entity_descriptor, path: $.spec.limit }
- id: is_for_some
  applicabilityRule: { factRef: a, path: $, operator: exists }
  rule:
    factRef: catalog:default/entity_descriptor
    path: $.metadata.name
    operator: resembles
    value: a
- id: is_odd
  rule: { factRef: catalog:default/entity_descriptor, path: $.kind, operator: resembles, value: a }
`;
const tracks = `- id: basics
  name: Basics
  ownerEntityRef: group:default/quality
  description: The first steps.
  documentationURL: https://example.com/basics
  filter: { kind: Component }
  levels:
    - ordinal: 2
      name: Silver Star
      badge: { variant: medal }
      checks:
        - id: has_few_issues
        - id: has_no_file
    - ordinal: 1
      checks:
        - id: has_owner
          name: Owner
          filter: { catalog: { spec.type: service } }
        - id: has_few_issues
`;

const files = [
  { file: 'checks.yaml', text: checks },
  { file: 'tracks.yaml', text: tracks },
];

describe('importSoundcheck', () => {
  const { scorecards, notes } = importSoundcheck(files);

  it('makes a scorecard of a track, with its levels in order', () => {
    expect(scorecards.map(({ id, rules }) => [id, rules])).toEqual([
      ['basics', 2],
      ['soundcheck-checks', 1],
    ]);
    expect(parse(scorecards[0].text)).toEqual({
      id: 'basics',
      title: 'Basics',
      description: 'The first steps. See https://example.com/basics',
      owner: 'group:default/quality',
      filter: { kind: 'Component' },
      levels: [
        { id: 'level-1', title: 'Level 1' },
        { id: 'silver-star', title: 'Silver Star' },
      ],
      rules: [
        {
          id: 'has_owner',
          name: 'Owner',
          level: 'level-1',
          filter: {
            $all: [
              {
                $all: [
                  { 'metadata.tags': 'python' },
                  {
                    $not: { 'spec.lifecycle': ['experimental', 'deprecated'] },
                  },
                ],
              },
              { 'spec.type': 'service' },
            ],
          },
          rules: [
            {
              any: [
                {
                  factRef: 'catalog:default/entity_descriptor',
                  path: '$.spec.owner',
                  operator: 'greaterThan',
                  value: 0,
                },
                {
                  not: {
                    all: [
                      {
                        factRef: 'catalog:default/entity_descriptor',
                        path: '$.spec.type',
                        operator: 'equal',
                        value: 'service',
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'has_few_issues',
          name: 'Few issues',
          description: 'Less than ten are open.',
          owner: 'group:default/quality',
          level: 'level-1',
          remediation: 'Close some',
          rules: [
            {
              factRef: 'github:default/repo_details',
              path: '$.open_issues',
              operator: 'lessThan',
              value: 10,
            },
          ],
        },
      ],
    });
  });

  it('writes files that load without a problem', () => {
    for (const { id, text, rules } of scorecards) {
      const file = parseRuleFile({ text, file: `${id}.yaml` });
      expect(file.problems).toEqual([]);
      expect(file.scorecard?.rules).toHaveLength(rules);
    }
  });

  it('keeps checks of no track, with the filter of their schedule', () => {
    const { rules } = parse(scorecards[1].text);
    expect(rules[0]).toMatchObject({
      id: 'is_level_one',
      filter: { kind: 'Component' },
      rules: [{ path: '$.highestLevel.ordinal' }, { valuePath: '$.watchers' }],
    });
  });

  it('names what it could not take over, where, and what to do', () => {
    expect(
      notes.map(
        ({ file, line, subject, effect }) =>
          `${file}:${line} ${effect} ${subject}`,
      ),
    ).toEqual([
      'checks.yaml:1 needs-fact has_few_issues',
      'checks.yaml:10 changed has_few_issues',
      'checks.yaml:29 needs-fact is_level_one',
      'checks.yaml:40 changed is_level_one',
      'checks.yaml:42 left-out asked_people',
      'checks.yaml:44 left-out has_look_ahead',
      'checks.yaml:55 left-out has_few_pages',
      'checks.yaml:57 left-out is_for_some',
      'checks.yaml:63 left-out is_odd',
      'tracks.yaml:10 changed basics',
      'tracks.yaml:12 changed has_few_issues',
      'tracks.yaml:13 left-out has_no_file',
    ]);
    expect(
      notes.find(({ subject }) => subject === 'is_odd')?.message,
    ).toContain("There is no operator 'resembles'; use one of");
  });

  it('reads an app-config and a single check, and says so of a file that is neither', () => {
    const single = 'id: a\nrule: { factRef: a:b/c, operator: exists }\n';
    const rule = {
      id: 'a',
      rules: [{ factRef: 'a:b/c', path: '$', operator: 'exists' }],
    };
    expect(
      parse(importSoundcheck([{ file: 'a', text: single }]).scorecards[0].text)
        .rules,
    ).toEqual([rule]);
    expect(
      parse(
        importSoundcheck([
          {
            file: 'a',
            text: `soundcheck:\n  checks:\n    - ${single.replace(
              '\n',
              '\n      ',
            )}`,
          },
        ]).scorecards[0].text,
      ).rules,
    ).toEqual([rule]);
    expect(
      importSoundcheck([{ file: 'a', text: 'a: [' }]).notes[0].message,
    ).toContain('not YAML');
    expect(importSoundcheck([{ file: 'a', text: 'text' }])).toMatchObject({
      scorecards: [],
      notes: [{ effect: 'left-out' }],
    });
  });
});
