import { parseRuleFile } from '../rules/parseRuleFile';
import { parseRuleTests } from './parseRuleTests';
import { runRuleTests } from './runRuleTests';

const { scorecard } = parseRuleFile({
  text: `
filter: { kind: Component }
levels: [bronze, silver]
rules:
  - { id: has-owner, level: bronze, path: $.spec.owner, operator: isNotEmpty }
  - { id: has-pages, level: silver, weight: 2, factRef: techdocs:default/site, path: $.pages, operator: greaterThan, value: 1 }
  - { id: is-fresh, factRef: techdocs:default/site, path: $.builtAt, operator: newerThan, value: P30D, filter: { spec.type: service } }
`,
  file: 'docs.yaml',
});

function run(text: string) {
  const { tests, problems } = parseRuleTests({
    text,
    file: 'docs.test.yaml',
  });
  if (!scorecard) {
    throw new Error('The scorecard of the test is not valid');
  }
  return {
    problems: problems.map(({ line, message }) => `${line}: ${message}`),
    differences: runRuleTests({ scorecard, tests, now: 0 }).map(
      ({ test, differences }) => [test.name, test.position.line, differences],
    ),
  };
}

const entity =
  'entity: { kind: Component, metadata: { name: a }, spec: { owner: team-a, type: service } }';

describe('golden cases', () => {
  it('pass where states, level and score are as expected', () => {
    expect(
      run(`now: 2026-11-20T00:00:00Z
cases:
  - name: everything
    ${entity}
    facts: { 'techdocs:default/site': { pages: 3, builtAt: 2026-11-01T00:00:00Z } }
    expect: { rules: { has-owner: pass, has-pages: pass, is-fresh: pass }, level: silver, score: 1 }
  - name: later
    now: 2027-11-20T00:00:00Z
    ${entity}
    facts: { 'techdocs:default/site': { pages: 1, builtAt: 2026-11-01T00:00:00Z } }
    expect: { rules: { has-pages: fail, is-fresh: fail }, level: bronze, score: 0.25 }
  - name: a failed source
    ${entity}
    unknownFacts: ['techdocs:default/site']
    expect: { rules: { has-pages: unknown }, level: bronze }
  - name: not for it
    entity: { kind: API, metadata: { name: a } }
    expect: { rules: { has-owner: not-applicable }, level: none }
`),
    ).toEqual({
      problems: [],
      differences: [
        ['everything', 3, []],
        ['later', 7, []],
        ['a failed source', 12, []],
        ['not for it', 16, []],
      ],
    });
  });

  it('show how they differ', () => {
    expect(
      run(`cases:
  - entity: { kind: Component, metadata: { name: bare } }
    expect: { rules: { has-owner: pass, has-pages: fail, has-name: pass }, level: silver, score: 1 }
`).differences,
    ).toEqual([
      [
        'bare',
        2,
        [
          {
            subject: 'has-owner',
            expected: 'pass',
            actual: 'fail',
            message: '$.spec.owner is missing; asked is that it is not empty.',
          },
          {
            subject: 'has-pages',
            expected: 'fail',
            actual: 'unknown',
            message:
              "No source gave the fact 'techdocs:default/site' of this entity.",
          },
          {
            subject: 'has-name',
            expected: 'pass',
            actual: 'not a rule of the scorecard',
          },
          { subject: 'level', expected: 'silver', actual: 'none' },
          { subject: 'score', expected: '1', actual: '0.000' },
        ],
      ],
    ]);
  });

  it('are left out with their line if they say nothing that can be run', () => {
    const { problems, differences } = run(`cases:
  - { name: good, ${entity}, expect: {} }
  - { name: no entity, expect: {} }
  - { name: no name, entity: { kind: API }, expect: {} }
  - { ${entity}, expect: { rules: { has-owner: passes } } }
  - { ${entity}, expect: { score: 7 } }
  - { ${entity}, now: soon, expect: {} }
  - { ${entity}, facts: { 'catalog:default/entity-metadata-fact': {} }, expect: {} }
  - { ${entity}, expects: {} }
`);
    expect(differences).toEqual([['good', 2, []]]);
    expect(problems).toEqual([
      expect.stringContaining("3: The case has no 'entity'"),
      expect.stringContaining("4: The entity has no 'kind'"),
      expect.stringContaining("5: The rule 'has-owner' cannot be 'passes'"),
      '6: The score must be a number from 0 to 1',
      expect.stringContaining("7: The time 'soon' is not one"),
      expect.stringContaining('8: The fact'),
      expect.stringContaining("9: A case has no key 'expects'"),
    ]);
  });
});
