import { fillIn, toSafeLink } from './remediation';

describe('fillIn', () => {
  it.each([
    ['It is {{ actual }}.', 3, 'It is `3`.'],
    ['It is `{{actual}}` now', 'a', 'It is `a` now'],
    ['`a` is {{ actual }}', ['x'], '`a` is `["x"]`'],
    [
      '{{ actual }}',
      '[click](https://evil)` **b**',
      '`[click](https://evil)  **b**`',
    ],
    ['{{ actual }}', undefined, '`–`'],
    ['{{ actual }}', '', '`–`'],
    ['{{ other }}', 'a', '{{ other }}'],
    ['{{ actual }}', '$&', '`$&`'],
  ])('puts into %j the value %j', (text, actual, expected) => {
    expect(fillIn(text, actual)).toBe(expected);
  });
});

describe('toSafeLink', () => {
  it.each(['/docs/default/component/a', 'https://example.com/a', 'mailto:a@b'])(
    'lets %s through',
    link => expect(toSafeLink(link)).toBe(link),
  );

  it.each([
    `${'javascript'}:alert(1)`,
    '//evil.example',
    'data:text/html,a',
    'a/b',
  ])('refuses %s', link => expect(toSafeLink(link)).toBeUndefined());
});
