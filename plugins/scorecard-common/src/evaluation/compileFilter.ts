import {
  filterPredicateToFilterFunction,
  type FilterPredicate,
} from '@backstage/filter-predicates';

type Matcher = (value: unknown) => boolean;

/**
 * Compiles a filter; without one, every entity matches.
 *
 * @remarks
 * It answers as `filterPredicateToFilterFunction` does, which walks the filter and
 * every key of the entity anew for each; what is rare is left to it.
 */
export function compileFilter(filter: FilterPredicate | undefined): Matcher {
  return filter === undefined ? () => true : compilePredicate(filter);
}

function compilePredicate(predicate: FilterPredicate): Matcher {
  if (!isMap(predicate)) {
    return filterPredicateToFilterFunction(predicate);
  }
  const keys = Object.keys(predicate);
  const [first] = keys;
  if (keys.length === 1 && '$all' in predicate) {
    const parts = predicate.$all.map(compilePredicate);
    return value => parts.every(part => part(value));
  }
  if (keys.length === 1 && '$any' in predicate) {
    const parts = predicate.$any.map(compilePredicate);
    return value => parts.some(part => part(value));
  }
  if (keys.length === 1 && '$not' in predicate) {
    const part = compilePredicate(predicate.$not);
    return value => !part(value);
  }
  if (keys.length !== 1 || first.startsWith('$')) {
    return filterPredicateToFilterFunction(predicate);
  }
  const read = compileKey(first);
  const matches = compileValue(predicate, first);
  return value => matches(read(value));
}

/** Compares the value under the only key of a filter. */
function compileValue(
  predicate: FilterPredicate & object,
  key: string,
): Matcher {
  const expected: unknown = Reflect.get(predicate, key);
  if (typeof expected === 'string') {
    return compileEqual(expected);
  }
  if (isMap(expected) && Object.keys(expected).length === 1) {
    const contained: unknown = Reflect.get(expected, '$contains');
    if (typeof contained === 'string') {
      const matches = compileEqual(contained);
      return value => Array.isArray(value) && value.some(matches);
    }
    const exists: unknown = Reflect.get(expected, '$exists');
    if (typeof exists === 'boolean') {
      return value => (value !== undefined) === exists;
    }
  }
  const matches = filterPredicateToFilterFunction(predicate);
  return value => matches({ [key]: value });
}

function compileEqual(expected: string): Matcher {
  const upper = expected.toUpperCase();
  return value =>
    value === expected ||
    (typeof value === 'string' && value.toUpperCase() === upper) ||
    (typeof value === 'number' && String(value) === expected);
}

interface Split {
  key: string;
  /** Reads on below the key; absent where the path ends. */
  rest?: (value: unknown) => unknown;
}

/**
 * Reads the value under a path with dots, where keys may hold dots themselves.
 *
 * @remarks
 * Where an object has several keys that begin the path, the first in it that leads to a
 * value decides.
 */
function compileKey(path: string): (value: unknown) => unknown {
  const segments = path.split('.');
  // Readers of every end of the path, the shortest first, so that each is made once.
  const readers: ((value: unknown) => unknown)[] = [];
  for (let start = segments.length - 1; start >= 0; start -= 1) {
    const splits: Split[] = [];
    for (let end = start + 1; end <= segments.length; end += 1) {
      splits.push({
        key: segments.slice(start, end).join('.'),
        rest: readers[end],
      });
    }
    readers[start] = readerOf(splits);
  }
  return path === '' ? () => undefined : readers[0];
}

function readerOf(splits: Split[]): (value: unknown) => unknown {
  const follow = ({ key, rest }: Split, value: object): unknown => {
    const found: unknown = Reflect.get(value, key);
    return rest ? rest(found) : found;
  };
  return value => {
    if (!isMap(value)) {
      return undefined;
    }
    let only: Split | undefined;
    for (const split of splits) {
      if (Object.hasOwn(value, split.key)) {
        if (only) {
          return firstFound(splits, value, follow);
        }
        only = split;
      }
    }
    return only && follow(only, value);
  };
}

function firstFound(
  splits: Split[],
  value: object,
  follow: (split: Split, value: object) => unknown,
): unknown {
  for (const key of Object.keys(value)) {
    const split = splits.find(candidate => candidate.key === key);
    const found = split && follow(split, value);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
