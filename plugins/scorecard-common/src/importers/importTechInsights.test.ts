import fc from 'fast-check';
import { Engine, type NestedCondition } from 'json-rules-engine';
import { parse } from 'yaml';
import { compileRule } from '../evaluation/compileRule';
import { parseRuleFile } from '../rules/parseRuleFile';
import { importTechInsights } from './importTechInsights';

const config = `techInsights:
  factChecker:
    checks:
      groupOwnerCheck:
        type: json-rules-engine
        name: Group Owner Check
        description: Is owned by a group.
        factIds: [entityOwnershipFactRetriever]
        metadata: { category: Ownership, rank: 1, solution: Set spec.owner }
        filter: { kind: Component }
        links:
          - { title: How, url: https://example.com/how }
          - { title: Why, url: https://example.com/why }
        rule:
          conditions:
            all:
              - { fact: hasGroupOwner, operator: equal, value: true }
              - { fact: hasOwner, operator: notEqual, value: true }
      coverage:
        type: json-rules-engine
        name: Coverage
        description: Is covered.
        factIds: [sonar]
        metadata: { rank: 7 }
        successMetadata: { link: https://example.com }
        rule:
          conditions:
            any:
              - { fact: coverage, operator: greaterThan, value: 80, path: $.lines }
              - not: { fact: debt, operator: lessThan, value: { fact: limit } }
      shared:
        factIds: [sonar]
        rule: { conditions: { condition: isFine } }
      custom:
        factIds: [sonar]
        rule: { conditions: { all: [{ fact: version, operator: startsWith, value: '12' }] } }
      several:
        factIds: [a, b]
        rule: { conditions: { all: [{ fact: c, operator: equal, value: 1 }] } }
      textual:
        factIds: [a]
        rule: { conditions: { all: [{ fact: c, operator: lessThan, value: b }] } }
      other:
        type: own
      listed:
        factIds: [a]
        rule: { conditions: { all: [{ fact: c, operator: equal, value: [1] }] } }
`;

describe('importTechInsights', () => {
  const { scorecards, notes } = importTechInsights([
    { file: 'app-config.yaml', text: config },
  ]);

  it('makes one scorecard, with built-in facts read from the descriptor', () => {
    expect(parse(scorecards[0].text)).toEqual({
      id: 'tech-insights',
      title: 'Tech Insights',
      levels: ['bronze', 'silver', 'gold'],
      rules: [
        {
          id: 'groupOwnerCheck',
          name: 'Group Owner Check',
          description: 'Is owned by a group.',
          filter: { kind: 'Component' },
          level: 'bronze',
          category: 'Ownership',
          remediation: {
            text: 'Set spec.owner',
            link: 'https://example.com/how',
          },
          rules: [
            {
              all: [
                {
                  all: [
                    { path: '$.spec.owner', operator: 'isNotEmpty' },
                    {
                      path: '$.spec.owner',
                      operator: 'doesNotMatch',
                      value: '^user:',
                    },
                  ],
                },
                { not: { path: '$.spec.owner', operator: 'isNotEmpty' } },
              ],
            },
          ],
        },
        {
          id: 'coverage',
          name: 'Coverage',
          description: 'Is covered.',
          rules: [
            {
              any: [
                {
                  factRef: 'techinsights:default/sonar',
                  path: '$.coverage.lines',
                  operator: 'greaterThan',
                  value: 80,
                  as: 'number',
                },
                {
                  not: {
                    factRef: 'techinsights:default/sonar',
                    path: '$.debt',
                    operator: 'lessThan',
                    valuePath: '$.limit',
                    as: 'number',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'listed',
          rules: [
            {
              all: [
                {
                  factRef: 'techinsights:default/a',
                  path: '$.c',
                  operator: 'equal',
                  value: [1],
                },
              ],
            },
          ],
        },
      ],
    });
    const file = parseRuleFile({ text: scorecards[0].text, file: 'a.yaml' });
    expect(file.problems).toEqual([]);
  });

  it('names what it could not take over, where, and what to do', () => {
    expect(
      notes.map(
        ({ line, subject, effect, message }) =>
          `${line} ${effect} ${subject}: ${message.split(/[,;]/)[0]}`,
      ),
    ).toEqual([
      '13 changed groupOwnerCheck: A rule has one link',
      "20 needs-fact coverage: The fact 'techinsights:default/sonar' needs a source",
      '24 changed coverage: The rank 7 is none of the maturity plugin',
      "25 changed coverage: The key 'successMetadata' has no counterpart and is dropped",
      "33 left-out shared: The condition 'isFine' is defined in code",
      "36 left-out custom: The operator 'startsWith' is not one of json-rules-engine's own",
      "39 left-out several: The check has 2 'factIds'",
      '42 left-out textual: \'lessThan\' with "b" compares only what looks like a number there',
      "44 left-out other: The check is of the type 'own'",
      "46 needs-fact listed: The fact 'techinsights:default/a' needs a source",
      '47 changed listed: Lists and maps compare by content here',
    ]);
  });

  // Text that json-rules-engine reads as another number than its digits, such as 0x10, is left out.
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom('a', '', '2', '-1', '1.5', '2b', ' 3 '),
    fc.boolean(),
  );
  const comparison = fc.oneof(
    fc.record({
      fact: fc.constantFrom('x', 'y'),
      operator: fc.constantFrom(
        'greaterThan',
        'greaterThanInclusive',
        'lessThan',
        'lessThanInclusive',
      ),
      value: fc.integer({ min: -3, max: 3 }),
    }),
    fc.record({
      fact: fc.constantFrom('x', 'y'),
      operator: fc.constantFrom('equal', 'notEqual'),
      value,
    }),
    fc.record({
      fact: fc.constantFrom('x', 'y'),
      operator: fc.constantFrom('in', 'notIn'),
      value: fc.array(value, { maxLength: 3 }),
    }),
    fc.record({
      fact: fc.constant('list'),
      operator: fc.constantFrom('contains', 'doesNotContain'),
      value,
    }),
  );
  const { tree } = fc.letrec<{ tree: NestedCondition }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      comparison,
      fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('tree') }),
    ),
  }));

  it('decides as json-rules-engine decides, numbers in text included', async () => {
    await fc.assert(
      fc.asyncProperty(
        tree,
        fc.record({ x: value, y: value, list: fc.array(value) }),
        async (condition, facts) => {
          const conditions = { all: [condition] };
          const imported = importTechInsights([
            {
              file: 'checks.json',
              text: JSON.stringify({
                a: { factIds: ['f'], rule: { conditions } },
              }),
            },
          ]);
          const { scorecard } = parseRuleFile({
            text: imported.scorecards[0].text,
            file: 'a.yaml',
          });
          const [rule] = scorecard?.rules ?? [];
          const ours = compileRule(rule).evaluate(
            {
              entity: {
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'Component',
                metadata: { name: 'a' },
              },
              facts: new Map([
                [
                  'techinsights:default/f',
                  {
                    status: 'known',
                    value: facts,
                    collectedAt: '',
                    source: 'test',
                  },
                ],
              ]),
            },
            0,
          );
          const theirs = await new Engine([
            { conditions, event: { type: 'passed' } },
          ]).run(facts);
          expect(ours.state).toBe(theirs.events.length > 0 ? 'pass' : 'fail');
        },
      ),
      { numRuns: 300 },
    );
  });
});
