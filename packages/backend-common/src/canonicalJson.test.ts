import { canonicalJson } from './canonicalJson';

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ B: 1, a: 2, é: 3, 10: 4, 9: 5 }, '{"10":4,"9":5,"B":1,"a":2,"é":3}'],
    [{ a: undefined, b: { d: 1, c: 2 } }, '{"b":{"c":2,"d":1}}'],
    [[undefined, 1e21, 0.1], '[null,1e+21,0.1]'],
    ['"\n', '"\\"\\n"'],
    [undefined, 'null'],
  ])('prints %j in one way', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
    expect(canonicalJson(JSON.parse(expected))).toBe(expected);
  });
});
