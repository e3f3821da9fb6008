import { mockServices } from '@backstage/backend-test-utils';
import { RefreshedRead } from './RefreshedRead';

describe('RefreshedRead', () => {
  let now = 0;
  let found: string[];
  const read = jest.fn(async () => found);

  beforeEach(() => {
    found = [];
    read.mockClear();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });

  afterEach(() => jest.restoreAllMocks());

  function create() {
    return new RefreshedRead<string[]>({
      read,
      initial: ['initial'],
      isEmpty: value => value.length === 0,
      logger: mockServices.logger.mock(),
      failure: 'It could not be read',
    });
  }

  it('asks again after five seconds while there is nothing, and then once a minute', async () => {
    const refreshed = create();
    await expect(refreshed.get()).resolves.toEqual([]);
    found = ['first'];
    now += 5_000;
    await expect(refreshed.get()).resolves.toEqual([]);
    now += 1;
    await expect(refreshed.get()).resolves.toEqual(['first']);

    found = ['second'];
    now += 60_000;
    await expect(refreshed.get()).resolves.toEqual(['first']);
    now += 1;
    await expect(refreshed.get()).resolves.toEqual(['second']);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('holds what was read last where it cannot be read, and asks with the next request', async () => {
    const refreshed = create();
    read.mockRejectedValueOnce(new Error('down'));
    await expect(refreshed.get()).resolves.toEqual(['initial']);
    found = ['first'];
    await expect(refreshed.get()).resolves.toEqual(['first']);
    now += 60_001;
    read.mockRejectedValueOnce(new Error('down'));
    await expect(refreshed.get()).resolves.toEqual(['first']);
  });
});
