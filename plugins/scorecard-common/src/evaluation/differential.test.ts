import fc from 'fast-check';
import { Engine, type NestedCondition } from 'json-rules-engine';
import { parseRuleFile } from '../rules/parseRuleFile';
import { compileRule } from './compileRule';

// Operators on which both engines mean the same, with values on which they do: json-rules-engine
// reads text as a number, ours compares its length, and lists there are compared by identity.
const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b', ''),
  fc.boolean(),
);
const condition = fc.oneof(
  fc.record({
    operator: fc.constantFrom('equal', 'notEqual'),
    path: fc.constantFrom('$.text', '$.number', '$.flag'),
    value: scalar,
  }),
  fc.record({
    operator: fc.constantFrom('in', 'notIn'),
    path: fc.constantFrom('$.text', '$.number', '$.flag'),
    value: fc.array(scalar, { maxLength: 3 }),
  }),
  fc.record({
    operator: fc.constantFrom('contains', 'doesNotContain'),
    path: fc.constant('$.list'),
    value: scalar,
  }),
  fc.record({
    operator: fc.constantFrom(
      'greaterThan',
      'greaterThanInclusive',
      'lessThan',
      'lessThanInclusive',
    ),
    path: fc.constant('$.number'),
    value: fc.integer({ min: -3, max: 3 }),
  }),
);

type Tree =
  | { operator: string; path: string; value: unknown }
  | { all: Tree[] }
  | { any: Tree[] }
  | { not: Tree };

const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
}));

const fact = fc.record({
  text: fc.constantFrom('a', 'b', 'c'),
  number: fc.integer({ min: -3, max: 3 }),
  flag: fc.boolean(),
  list: fc.array(scalar, { maxLength: 3 }),
});

/** Every condition of json-rules-engine names its fact. */
function withFact(node: Tree): NestedCondition {
  if ('all' in node) {
    return { all: node.all.map(withFact) };
  }
  if ('any' in node) {
    return { any: node.any.map(withFact) };
  }
  return 'not' in node
    ? { not: withFact(node.not) }
    : { ...node, fact: 'fact' };
}

describe('the evaluator beside json-rules-engine', () => {
  it('decides the same where both mean the same', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fact, async (conditions, value) => {
        const { scorecard, problems } = parseRuleFile({
          text: JSON.stringify({
            rules: [{ id: 'rule', rules: withFactRef(conditions) }],
          }),
          file: 'rules.yaml',
        });
        expect(problems).toEqual([]);
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
                'test:default/fact',
                { status: 'known', value, collectedAt: '', source: 'test' },
              ],
            ]),
          },
          0,
        );

        const engine = new Engine([
          {
            conditions: { all: [withFact(conditions)] },
            event: { type: 'passed' },
          },
        ]);
        const theirs = await engine.run({ fact: value });
        expect(ours.state).toBe(theirs.events.length > 0 ? 'pass' : 'fail');
      }),
      { numRuns: 500 },
    );
  });
});

function withFactRef(node: Tree): object {
  if ('all' in node) {
    return { all: node.all.map(withFactRef) };
  }
  if ('any' in node) {
    return { any: node.any.map(withFactRef) };
  }
  return 'not' in node
    ? { not: withFactRef(node.not) }
    : { ...node, factRef: 'test:default/fact' };
}
