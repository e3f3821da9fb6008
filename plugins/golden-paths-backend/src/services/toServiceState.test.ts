import { toServiceState } from './toServiceState';

it.each([
  ['1.2.0', '1.2.0', 'current'],
  ['1.2.0', '1.10.0', 'behind'],
  ['1.0.0-rc.1', '1.0.0', 'behind'],
  // A template that was taken back to an older version leaves nobody behind.
  ['2.0.0', '1.9.9', 'current'],
  [undefined, '1.0.0', 'unknown'],
  ['1.0.0', undefined, 'unknown'],
  ['', '1.0.0', 'unknown'],
  ['latest', '1.0.0', 'unknown'],
  ['1.0.0', '1.0; drop table', 'unknown'],
])('%s of a template at %s is %s', (version, latest, expected) => {
  expect(toServiceState(version, latest)).toBe(expected);
});
