import { parseRelativeTime, resolveRelativeTimes } from './relativeTime';

const now = new Date('2026-03-29T12:00:00.500Z');

describe('parseRelativeTime', () => {
  it.each([
    ['ago:0s', '2026-03-29T12:00:00.500Z'],
    ['ago:45s', '2026-03-29T11:59:15.500Z'],
    ['ago:2m13s250ms', '2026-03-29T11:57:47.250Z'],
    ['ago:3d2h', '2026-03-26T10:00:00.500Z'],
    ['ago:90m', '2026-03-29T10:30:00.500Z'],
    ['ago:400d', '2025-02-22T12:00:00.500Z'],
  ])('reads %s', (text, expected) => {
    expect(parseRelativeTime(text, now).toISO()).toBe(expected);
  });

  it.each([
    'ago:',
    'ago:3',
    'ago:2h3d',
    'ago:-3d',
    'ago:1.5h',
    'ago:3 d',
    '3d',
  ])('refuses %j with an example of the right form', text => {
    expect(() => parseRelativeTime(text, now)).toThrow(
      `'${text}' is no relative time; write days, hours, minutes, seconds and milliseconds in this order, such as 'ago:3d2h' or 'ago:45s'`,
    );
  });
});

describe('resolveRelativeTimes', () => {
  it('replaces relative times at any depth and leaves the rest alone', () => {
    expect(
      resolveRelativeTimes(
        {
          created: 'ago:1d',
          list: [{ at: 'ago:1h' }, 'ages ago: many', 7, null, true],
        },
        now,
      ),
    ).toEqual({
      created: '2026-03-28T12:00:00Z',
      list: [{ at: '2026-03-29T11:00:00Z' }, 'ages ago: many', 7, null, true],
    });
  });
});
