import { ConfigReader } from '@backstage/config';
import { readRateLimitOptions } from './readRateLimitOptions';

const read = (rateLimit: object) =>
  readRateLimitOptions(new ConfigReader({ causeway: { rateLimit } }));

describe('readRateLimitOptions', () => {
  it('limits where nothing is configured', () => {
    expect(read({})).toEqual({
      exempt: ['/api/feature-flags/ofrep/'],
      points: { perUser: 6_000, perAddress: 600 },
    });
  });

  it('limits nothing where it is switched off', () => {
    expect(read({ enabled: false }).points).toBeUndefined();
  });

  it.each([0, 1.5, -1])('refuses %s requests in a minute', perUser => {
    expect(() => read({ perUser })).toThrow(
      `'causeway.rateLimit.perUser' is ${perUser}; give a whole number of requests in a minute, at least 1, or set 'causeway.rateLimit.enabled' to false`,
    );
  });
});
