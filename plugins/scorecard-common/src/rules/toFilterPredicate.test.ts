import type { JsonValue } from '@backstage/types';
import { compileFilter } from '../evaluation/compileFilter';
import { toFilterPredicate } from './toFilterPredicate';

const entity = {
  kind: 'Component',
  metadata: {
    tags: ['java', 'payments'],
    annotations: { 'github.com/project-slug': 'harborline/payments' },
  },
  spec: { type: 'service', lifecycle: 'production' },
};

describe('toFilterPredicate', () => {
  it.each<[JsonValue, boolean]>([
    [{ kind: 'component' }, true],
    [{ kind: 'COMPONENT', 'spec.type': 'Service' }, true],
    [{ kind: 'API' }, false],
    [{ kind: 'Component', 'spec.type': 'website' }, false],
    [{ 'spec.type': ['website', 'service'] }, true],
    [{ 'spec.type': ['website', 'library'] }, false],
    [{ 'metadata.tags': 'java' }, true],
    [{ 'metadata.tags': ['go', 'Java'] }, true],
    [{ 'metadata.tags': 'go' }, false],
    [
      { 'metadata.annotations.github.com/project-slug': { $exists: true } },
      true,
    ],
    [{ 'spec.system': { $exists: false } }, true],
    [[{ kind: 'API' }, { kind: 'Component' }], true],
    [{ $not: { kind: 'Component' } }, false],
    [{ $not: { 'spec.type': ['website', 'service'] } }, false],
    [{ $not: { 'metadata.tags': 'go' } }, true],
    [{ $not: [{ kind: 'API' }, { kind: 'Component' }] }, false],
    [{ $all: [{ kind: 'Component' }, { 'metadata.tags': 'java' }] }, true],
    [{ $any: [{ 'spec.type': ['a', 'b'] }, { $not: { kind: 'API' } }] }, true],
    [{ 'spec.type': [] }, false],
    [{}, true],
  ])('%j matches a Java service: %p', (filter, expected) => {
    expect(compileFilter(toFilterPredicate(filter))(entity)).toBe(expected);
  });

  it.each<[JsonValue, string]>([
    ['Component', 'The filter "Component" is not a map'],
    [null, 'The filter null is not a map'],
    [{ $any: 'x' }, 'is not one of the catalog'],
    [{ kind: null }, 'is not one of the catalog'],
  ])('refuses %j', (filter, message) => {
    expect(() => toFilterPredicate(filter)).toThrow(message);
  });
});
