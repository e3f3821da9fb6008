import {
  filterPredicateToFilterFunction,
  type FilterPredicate,
} from '@backstage/filter-predicates';
import type { JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { toFilterPredicate } from '../rules/toFilterPredicate';
import { compileFilter } from './compileFilter';

const scalar = fc.constantFrom<string | number | boolean>(
  'a',
  'A',
  '1',
  1,
  true,
  'true',
);
// Keys that can be read in several ways, and one that ends or begins with a dot.
const key = fc.constantFrom('a', 'b', 'a.b', 'b.a', 'a.b.a', 'c', 'a.', '.a');

const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(key, tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}));

const { predicate } = fc.letrec<{ predicate: FilterPredicate }>(tie => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.dictionary(
      key,
      fc.oneof(
        scalar,
        fc.record({ $exists: fc.boolean() }),
        fc.record({ $in: fc.array(scalar, { maxLength: 2 }) }),
        fc.record({ $contains: tie('predicate') }),
        fc.record({ $hasPrefix: fc.constantFrom('a', 'T', '') }),
      ),
      { maxKeys: 2, noNullPrototype: true },
    ) as fc.Arbitrary<FilterPredicate>,
    fc.record({ $all: fc.array(tie('predicate'), { maxLength: 2 }) }),
    fc.record({ $any: fc.array(tie('predicate'), { maxLength: 2 }) }),
    fc.record({ $not: tie('predicate') }),
  ),
}));

describe('compileFilter', () => {
  it('answers as the filters of the catalog do', () => {
    fc.assert(
      fc.property(predicate, value, (filter, subject) => {
        expect(compileFilter(filter)(subject)).toBe(
          filterPredicateToFilterFunction(filter)(subject as never),
        );
      }),
      { numRuns: 5000 },
    );
  });

  // Such as chance seldom brings together.
  it.each<[FilterPredicate, JsonValue]>([
    [{ a: '1' }, { a: 1 }],
    [{ a: 1 }, { a: '1' }],
    [{ a: 'true' }, { a: true }],
    [{ a: 'b' }, { a: ['b'] }],
    [{ a: { $contains: 'B' } }, { a: ['b'] }],
    [{ a: { $contains: '1' } }, { a: [1] }],
    [{ a: { $exists: false } }, { a: null }],
    [{ 'a.b': 'x' }, { 'a.b': 'x', a: { b: 'y' } }],
    [{ 'a.b': 'x' }, { a: { b: 'y' }, 'a.b': 'x' }],
    [{ 'a.b.c': 'x' }, { a: { c: 'y' }, 'a.b': { c: 'x' } }],
    [{ 'a.b.c': 'x' }, { 'a.b': { d: 'x' }, a: { 'b.c': 'x' } }],
    [{ 'a.b.c': 'x' }, { 'a.b': { c: 'x' }, a: { b: { c: 'y' } } }],
    [{ 'a.b': 'x' }, { a: [{ b: 'x' }] }],
  ])('answers %j on %j as the filters of the catalog do', (filter, subject) => {
    expect(compileFilter(filter)(subject)).toBe(
      filterPredicateToFilterFunction(filter)(subject),
    );
  });

  it('reads long keys in reasonable time', () => {
    const long = Array(200).fill('a').join('.');
    const matches = compileFilter(toFilterPredicate({ [long]: 'x' }));
    expect(matches({ [long]: 'X' })).toBe(true);
    expect(matches({ a: { a: 'x' } })).toBe(false);
  });
});
