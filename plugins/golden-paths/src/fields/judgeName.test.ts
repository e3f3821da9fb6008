import { findRefusal, isTaken } from './judgeName';

const schema = {
  pattern: '^[a-z][a-z0-9-]*[a-z0-9]$',
  maxLength: 50,
  description: 'Lowercase letters, numbers, and hyphens only',
  not: { enum: ['con', 'aux'] },
};

describe('findRefusal', () => {
  it.each(['ab', 'parcel-labels', 'a'.repeat(50)])('lets %s pass', name => {
    expect(findRefusal(name, schema)).toBeUndefined();
  });

  it.each(['größe', '../etc', 'a/b', 'Ab', 'a', 'a-', '名前'])(
    'refuses %s by the pattern, with the rule in words',
    name => {
      expect(findRefusal(name, schema)).toEqual({
        reason: 'pattern',
        name,
        rule: schema.description,
      });
    },
  );

  it('counts the characters of a long name', () => {
    expect(findRefusal('a'.repeat(100), schema)).toEqual({
      reason: 'tooLong',
      count: 100,
      maximum: 50,
    });
    expect(findRefusal(`${'A'.repeat(49)}😀`, schema)).toMatchObject({
      reason: 'pattern',
      name: `${'A'.repeat(40)}…`,
    });
  });

  it('names a reserved word', () => {
    expect(findRefusal('con', schema)).toEqual({
      reason: 'reserved',
      name: 'con',
    });
  });
});

it.each([
  ['free', 'free', false],
  ['free', 'unknown', false],
  ['taken', 'free', true],
  ['free', 'taken', true],
] as const)('catalog %s and forge %s: taken is %s', (catalog, forge, taken) => {
  expect(
    isTaken({
      name: 'a',
      catalog: { state: catalog },
      forge: { state: forge },
    }),
  ).toBe(taken);
});
