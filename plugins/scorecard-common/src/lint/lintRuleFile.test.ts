import { readFileSync } from 'fs';
import { resolve } from 'path';
import { lintRuleFile } from './lintRuleFile';

const texts = 'name: A, description: b, remediation: c';

function lint(text: string) {
  const { problems, warnings } = lintRuleFile({ text, file: 'rules.yaml' });
  return {
    problems: problems.map(({ line, message }) => `${line}: ${message}`),
    warnings: warnings.map(
      ({ line, ruleId, check }) => `${line}: ${check} ${ruleId ?? ''}`,
    ),
  };
}

describe('lintRuleFile', () => {
  it('warns of the TechDocs rule of the seed, which rejects other references', () => {
    const { warnings } = lintRuleFile({
      text: readFileSync(
        resolve(__dirname, '../../fixtures/seed-rules.yaml'),
        'utf8',
      ),
      file: 'seed.yaml',
    });
    expect(warnings.filter(({ check }) => check === 'techdocs-ref')).toEqual([
      {
        file: 'seed.yaml',
        line: 12,
        ruleId: 'has-techdocs',
        check: 'techdocs-ref',
        message:
          "equal 'dir:.' rejects every other valid reference, such as dir:./ or url:https://…; use operator: matches with value: '^(dir|url):'",
      },
    ]);
    expect(
      warnings.find(({ check }) => check === 'missing-text')?.message,
    ).toBe(
      "The rule has no 'description', 'remediation'; say what is asked, why, and what to do when it fails",
    );
  });

  it('finds what runs and is likely not meant', () => {
    expect(
      lint(`levels: [bronze, silver, { id: gold }]
rules:
  - { id: a, ${texts}, level: bronze, weight: 3, path: $.a, operator: exists }
  - { id: b, ${texts}, level: gold, weight: 3, path: $.a, operator: exists }
  - id: c
    weight: 3
    any: [{ path: $.c, operator: exists }, { path: $.c, operator: exists }]
`),
    ).toEqual({
      problems: [],
      warnings: [
        '1: unused-level ',
        '3: idle-weight a',
        '4: duplicate-rule b',
        '5: missing-text c',
        '5: duplicate-condition c',
      ],
    });
  });

  it('has nothing to say of a file without faults', () => {
    expect(
      lint(`levels: [bronze, gold]
rules:
  - { id: a, ${texts}, level: bronze, weight: 3, path: $.a, operator: exists }
  - { id: b, ${texts}, level: gold, filter: { kind: API }, path: $.a, operator: exists }
  - id: c
    name: C
    description: d
    remediation: e
    all:
      - { path: "$.metadata.annotations['backstage.io/techdocs-ref']", operator: matches, value: '^(dir|url):' }
      - not: { path: "$.metadata.annotations['backstage.io/techdocs-ref']", operator: equal, value: 'dir:.' }
`),
    ).toEqual({ problems: [], warnings: [] });
  });

  it('reports problems with their line, and no level as unused while a rule is left out', () => {
    expect(
      lint(`levels: [bronze]
rules:
  - { id: a, ${texts}, level: bronze, path: $.a, operator: resembles }
`),
    ).toEqual({
      problems: [
        expect.stringContaining("3: There is no operator 'resembles'"),
      ],
      warnings: [],
    });
    expect(lint('rules: [\t').problems).toEqual([
      expect.stringContaining('The file is not YAML'),
    ]);
  });
});
