import { ConfigReader } from '@backstage/config';
import { readDuration } from './readDuration';

describe('readDuration', () => {
  it.each([
    ['an object', { minutes: 1, seconds: 30 }, 90_000],
    ['a text', '2s', 2_000],
    ['an ISO duration', 'PT1H', 3_600_000],
  ])('reads %s', (_, wait, expected) => {
    const config = new ConfigReader({ wait });
    expect(readDuration(config, 'wait', { days: 1 })).toBe(expected);
  });

  it('has the fallback where nothing is configured', () => {
    expect(readDuration(new ConfigReader({}), 'wait', { seconds: 5 })).toBe(
      5_000,
    );
  });

  it('names the key of what is no duration', () => {
    const config = new ConfigReader({ wait: 'a while' });
    expect(() => readDuration(config, 'wait', { seconds: 5 })).toThrow(
      /'wait'/,
    );
  });
});
