import { mockServices } from '@backstage/backend-test-utils';
import {
  createTestDatabase,
  describeWithDatabase,
} from '@causeway/backend-common/testUtils';
import { SharedRateLimits } from './SharedRateLimits';

jest.setTimeout(60_000);

const points = { perUser: 10, perAddress: 3 };
const ada = { limit: 'perUser', id: 'user:default/ada' } as const;
const noor = { limit: 'perUser', id: 'user:default/noor' } as const;

async function consume(limits: SharedRateLimits, times: number) {
  const refused = [];
  for (let time = 0; time < times; time += 1) {
    refused.push((await limits.consume(ada)) !== undefined);
  }
  return refused.filter(Boolean).length;
}

describeWithDatabase('SharedRateLimits', () => {
  it('counts over all replicas', async () => {
    const client = await createTestDatabase();
    const [one, two] = [0, 1].map(
      () =>
        new SharedRateLimits({
          points,
          connect: async () => ({ client, hasTable: false }),
          logger: mockServices.logger.mock(),
        }),
    );
    expect(await consume(one, 6)).toBe(0);
    expect(await consume(two, 6)).toBe(0);
    await one.exchange();
    await two.exchange();
    // The second to report is told that both together are over; the first with its next report.
    expect(await two.consume(ada)).toBeGreaterThan(0);
    expect(await one.consume(ada)).toBeUndefined();
    await one.exchange();
    expect(await one.consume(ada)).toBeGreaterThan(0);
    expect(await one.consume(noor)).toBeUndefined();
  });
});

describe('SharedRateLimits', () => {
  it('goes on with the count of its own while the database does not answer', async () => {
    const logger = mockServices.logger.mock();
    const limits = new SharedRateLimits({
      points,
      connect: async () => {
        throw new Error('no answer');
      },
      logger,
    });
    expect(await consume(limits, 10)).toBe(0);
    await limits.exchange();
    expect(await limits.consume(ada)).toBeGreaterThan(0);
    await limits.exchange();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
