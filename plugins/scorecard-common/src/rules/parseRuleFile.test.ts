import { parseRuleFile } from './parseRuleFile';

function read(text: string, knownFactRefs?: string[]) {
  return parseRuleFile({
    text,
    file: 'rules/production.yaml',
    knownFactRefs: knownFactRefs && new Set(knownFactRefs),
  });
}

/** A file of one good rule before and one after the lines in question. */
function around(lines: string): string {
  return [
    'rules:',
    '  - { id: first, path: $.metadata.name, operator: exists }',
    ...lines.split('\n').map(line => `  ${line}`),
    '  - { id: last, path: $.metadata.name, operator: exists }',
  ].join('\n');
}

describe('parseRuleFile', () => {
  it('reads a whole scorecard', () => {
    const { scorecard, problems } = read(`
id: production-readiness
title: Production readiness
owner: group:default/platform-team
filter: { kind: Component, spec.type: [service, website] }
levels:
  - bronze
  - { id: silver, title: Sterling silver }
rules:
  - id: has-system
    name: Belongs to a system
    description: So that others find it.
    level: silver
    weight: 3
    category: ownership
    owner: group:default/platform-team
    severity: high
    enableOn: 2027-01-31
    remediation: { text: Set spec.system, link: /docs, template: template:default/adopt }
    any:
      - { path: $.spec.system, operator: isNotEmpty }
      - not: { relation: partOf, operator: lengthEquals, value: 0 }
`);
    expect(problems).toEqual([]);
    expect(scorecard).toMatchObject({
      id: 'production-readiness',
      title: 'Production readiness',
      levels: [
        { id: 'bronze', title: 'Bronze' },
        { id: 'silver', title: 'Sterling silver' },
      ],
      rules: [
        {
          id: 'has-system',
          name: 'Belongs to a system',
          level: 'silver',
          weight: 3,
          severity: 'high',
          enableOn: '2027-01-31',
          remediation: { text: 'Set spec.system', link: '/docs' },
          expression: {
            any: [
              {
                factRef: 'catalog:default/entity-metadata-fact',
                path: '$.spec.system',
                operator: 'isNotEmpty',
              },
              {
                not: { path: "$.relations[?@.type == 'partOf'].targetRef" },
              },
            ],
          },
          position: { file: 'rules/production.yaml', line: 10 },
        },
      ],
    });
  });

  it('names a file that states no id after itself', () => {
    expect(read('rules: []').scorecard).toMatchObject({
      id: 'production',
      title: 'Production',
      levels: [],
    });
  });

  it('takes the name of the fact that Soundcheck uses', () => {
    const { scorecard } = read(
      around(
        '- { id: a, factRef: "catalog:default/entity_descriptor", path: $.kind, operator: exists }',
      ),
      [],
    );
    expect(scorecard?.rules[1].expression).toMatchObject({
      factRef: 'catalog:default/entity-metadata-fact',
    });
  });

  it.each([
    [
      'a duplicate id',
      '- { id: first, path: $.kind, operator: exists }',
      "The id 'first' is taken by the rule in line 2; give this one another",
    ],
    [
      'an unknown operator',
      '- { id: a, path: $.kind, operator: resembles, value: x }',
      "There is no operator 'resembles'; use one of equal, notEqual, in",
    ],
    [
      'an unknown fact',
      '- { id: a, factRef: github:default/branches, path: $.x, operator: exists }',
      "No source provides the fact 'github:default/branches'; use one of catalog:default/entity-metadata-fact, techdocs:default/site",
    ],
    [
      'an unknown key',
      '- { id: a, path: $.kind, operator: exists, weigth: 2 }',
      "A rule has no key 'weigth'; use one of id, name, description",
    ],
    [
      'an unknown key of a condition',
      '- { id: a, rules: [{ path: $.kind, operater: exists }] }',
      "A condition has no key 'operater'; use one of",
    ],
    [
      'a key that stands twice',
      '- { id: a, id: b, path: $.kind, operator: exists }',
      "The key 'id' stands twice; remove one of the two",
    ],
    [
      'a missing id',
      '- { path: $.kind, operator: exists }',
      "The rule has no 'id'; add one, for example has-owner",
    ],
    [
      'an id that does not fit into an address',
      '- { id: has owner, path: $.kind, operator: exists }',
      "The id 'has owner' cannot stand in an address",
    ],
    [
      'a path that does not begin at the fact',
      '- { id: a, path: spec.owner, operator: exists }',
      "The path 'spec.owner' does not start at the fact; write '$.spec.owner'",
    ],
    [
      'a path that is not JSONPath',
      '- { id: a, path: "$.spec[", operator: exists }',
      "The path '$.spec[' is not JSONPath of RFC 9535",
    ],
    [
      'an expression outside RE2',
      '- { id: a, path: $.kind, operator: matches, value: "(a)\\\\1" }',
      'is not a regular expression in RE2 syntax',
    ],
    [
      'an impossible duration',
      '- { id: a, path: $.kind, operator: olderThan, value: 30 days }',
      'The value "30 days" is not an ISO 8601 duration; write for example P30D',
    ],
    [
      'a value that the operator does not take',
      '- { id: a, path: $.kind, operator: exists, value: true }',
      'The value true has no meaning here; remove it',
    ],
    [
      'a missing value',
      '- { id: a, path: $.kind, operator: equal }',
      "'equal' needs either 'value' or 'valuePath'",
    ],
    [
      'no conditions',
      '- { id: a, name: A }',
      'The rule needs its conditions in exactly one place',
    ],
    [
      'an empty list of conditions',
      '- { id: a, rules: [] }',
      'A list of conditions is empty; add one',
    ],
    [
      'a level that the scorecard does not have',
      '- { id: a, level: gold, path: $.kind, operator: exists }',
      "The scorecard has no level 'gold'; add it to 'levels'",
    ],
    [
      'a weight that is none',
      '- { id: a, weight: -1, path: $.kind, operator: exists }',
      "The weight '-1' must be a number above 0 and up to 1000",
    ],
    [
      'a filter that is none',
      '- { id: a, filter: Component, path: $.kind, operator: exists }',
      'The filter "Component" is not a map; write for example {kind: Component}',
    ],
    [
      'a link that runs a script',
      '- { id: a, path: $.kind, operator: exists, remediation: { link: "javascript:alert(1)" } }',
      "The link 'javascript:alert(1)' must begin with https:// or with a slash",
    ],
    [
      'a not that contains itself',
      '- { id: a, not: &loop { not: *loop } }',
      'The conditions are nested more than 20 deep, or contain themselves; flatten them',
    ],
    [
      'a list that contains itself',
      '- { id: a, rules: &loop [{ all: *loop }, { path: $.kind, operator: exists }] }',
      'The conditions are nested more than 20 deep, or contain themselves; flatten them',
    ],
  ])('leaves out a rule with %s and reads the others', (_, line, message) => {
    const { scorecard, problems } = read(around(line), [
      'techdocs:default/site',
    ]);
    expect(scorecard?.rules.map(({ id }) => id)).toEqual(['first', 'last']);
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'rules/production.yaml',
        line: 3,
        message: expect.stringContaining(message),
      }),
    ]);
  });

  it('names the line of the fault within the rule', () => {
    const { problems } = read(
      around(`- id: a
  rules:
    - path: $.kind
      operator: exists
    - path: $.kind
      operator: resembles`),
    );
    expect(problems).toMatchObject([{ line: 8, ruleId: 'a' }]);
  });

  it('stops at a tab, which YAML does not allow, and names its line', () => {
    const { scorecard, problems } = read('rules:\n  - id: a\n\tname: b\n');
    expect(scorecard).toBeUndefined();
    expect(problems[0]).toMatchObject({
      line: 3,
      message: expect.stringContaining('The file is not YAML: Tabs are not'),
    });
  });

  it('refuses a file of 10 MB without reading it', () => {
    const text = around(
      `- { id: a, path: $.kind, operator: equal, value: "${'x'.repeat(
        10e6,
      )}" }`,
    );
    const started = performance.now();
    expect(read(text).problems[0].message).toContain(
      '1000000 are read at most; split it into several scorecards',
    );
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('refuses aliases that would unfold into millions of values', () => {
    const layers = Array.from(
      { length: 12 },
      (_, index) =>
        `&a${index + 1} [${Array(10).fill(`*a${index}`).join(', ')}]`,
    );
    const { scorecard, problems } = read(
      around(
        `- { id: a, path: $.kind, operator: in, value: [&a0 [x], ${layers.join(
          ', ',
        )}] }`,
      ),
    );
    expect(scorecard?.rules.map(({ id }) => id)).toEqual(['first', 'last']);
    expect(problems[0].message).toContain('The value cannot be read');
  });

  it('says of a file that is not a scorecard what it should be', () => {
    expect(read('- a\n- b').problems[0].message).toBe(
      'A rule file must be a map of keys and values',
    );
    expect(read('').problems[0].message).toBe(
      'A rule file must be a map of keys and values',
    );
    expect(read('rules: none').problems[0].message).toBe(
      "'rules' must be a list; begin each entry with a dash",
    );
  });
});
