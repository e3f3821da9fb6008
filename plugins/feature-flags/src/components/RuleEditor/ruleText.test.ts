import { formatRules, locateProblem, parseRuleText } from './ruleText';

describe('parseRuleText', () => {
  it.each([
    ['', undefined],
    ['  \n', undefined],
    ['{}', undefined],
    ['{"if": [true, "on"]}', { if: [true, 'on'] }],
  ])('reads %j', (text, targeting) => {
    expect(parseRuleText(text)).toEqual({ targeting, problems: [] });
  });

  it.each([
    ['{"if": [true "on"]}', 'Comma expected', 13],
    ['{"if": [', 'Close bracket expected', 8],
    ['{"if": [1,]}', 'Value expected', 10],
    ['{} // later', 'Invalid comment token', 3],
    ['["on"]', 'Rules are a JSON object, such as {"if": […]}', 0],
    ['"on"', 'Rules are a JSON object, such as {"if": […]}', 0],
  ])('says where %j is wrong', (text, message, from) => {
    const { targeting, problems } = parseRuleText(text);
    expect(targeting).toBeUndefined();
    expect(problems[0]).toMatchObject({ message, from });
  });
});

describe('formatRules', () => {
  it('leaves the editor empty where there are no rules', () => {
    expect(formatRules(undefined)).toBe('');
    expect(formatRules({})).toBe('');
    expect(formatRules({ if: [true] })).toBe('{\n  "if": [\n    true\n  ]\n}');
  });
});

describe('locateProblem', () => {
  const text = '{"if": [{"a/b": 1}, "on"]}';

  it.each([
    ['/if/0', '{"a/b": 1}'],
    ['/targeting/if/0', '{"a/b": 1}'],
    ['/if/0/a~1b', '1'],
    ['/if/1', '"on"'],
    ['', text],
    // What does not exist is marked at the nearest thing that does.
    ['/if/7/x', '[{"a/b": 1}, "on"]'],
    ['/unless', text],
  ])('finds %j', (pointer, expected) => {
    const { from, to } = locateProblem(text, { pointer, message: 'Wrong' });
    expect(text.slice(from, to)).toBe(expected);
  });

  it('marks everything in a text that is not JSON', () => {
    expect(locateProblem('', { pointer: '/if', message: 'Wrong' })).toEqual({
      message: 'Wrong',
      from: 0,
      to: 0,
    });
  });
});
