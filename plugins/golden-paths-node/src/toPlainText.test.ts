import { toPlainText } from './toPlainText';

it.each([
  [
    'Unable to create repository, 403 Forbidden, {"message":"You may only read","url":"/api"}',
    'Unable to create repository, 403 Forbidden, You may only read',
  ],
  ['{"message":"You may only read"}', 'You may only read'],
  ['Answered {"message":""}', 'Answered {"message":""}'],
  ['Answered {"errors":[]}', 'Answered {"errors":[]}'],
  ['Expected {name} in the path', 'Expected {name} in the path'],
  ['Resource not accessible', 'Resource not accessible'],
])('makes %s plain', (text, expected) => {
  expect(toPlainText(text)).toBe(expected);
});
