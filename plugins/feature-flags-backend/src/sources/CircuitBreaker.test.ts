import { CircuitBreaker } from './CircuitBreaker';

function createBreaker() {
  let now = 0;
  const breaker = new CircuitBreaker({
    title: 'Unleash',
    timeoutMs: 50,
    failuresToOpen: 2,
    pauseMs: 30_000,
    isFailure: error => !(error instanceof RangeError),
    now: () => now,
  });
  return {
    breaker,
    pass: (ms: number) => {
      now += ms;
    },
    fail: () => breaker.call(() => Promise.reject(new Error('down'))),
    work: jest.fn(async () => 'answer'),
  };
}

describe('CircuitBreaker', () => {
  it('leaves a system alone after failures in a row, and tries it with one call', async () => {
    const { breaker, pass, fail, work } = createBreaker();
    await expect(fail()).rejects.toThrow('down');
    await expect(breaker.call(work)).resolves.toBe('answer');
    await expect(fail()).rejects.toThrow('down');
    await expect(fail()).rejects.toThrow('down');

    await expect(breaker.call(work)).rejects.toThrow(
      "'Unleash' has not answered 2 times; it is asked again in 30 s",
    );
    expect(work).toHaveBeenCalledTimes(1);

    pass(30_000);
    const trials = await Promise.allSettled([
      breaker.call(work),
      breaker.call(work),
    ]);
    expect(trials.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(work).toHaveBeenCalledTimes(2);
    await expect(breaker.call(work)).resolves.toBe('answer');
  });

  it('waits once more when the trial fails', async () => {
    const { breaker, pass, fail, work } = createBreaker();
    await expect(fail()).rejects.toThrow('down');
    await expect(fail()).rejects.toThrow('down');
    pass(30_000);
    await expect(fail()).rejects.toThrow('down');
    pass(29_000);
    await expect(breaker.call(work)).rejects.toThrow(
      'has not answered 3 times; it is asked again in 1 s',
    );
    expect(work).not.toHaveBeenCalled();
  });

  it('does not count answers that are no failure of the system', async () => {
    const { breaker, work } = createBreaker();
    for (let call = 0; call < 5; call += 1) {
      await expect(
        breaker.call(() => Promise.reject(new RangeError('no such project'))),
      ).rejects.toThrow('no such project');
    }
    await expect(breaker.call(work)).resolves.toBe('answer');
  });

  it('ends a call that takes too long, and tells it to stop', async () => {
    const { breaker } = createBreaker();
    let signal: AbortSignal | undefined;
    await expect(
      breaker.call(
        given =>
          new Promise(() => {
            signal = given;
          }),
      ),
    ).rejects.toThrow("'Unleash' has not answered within 0.05 s");
    expect(signal?.aborted).toBe(true);
  });
});
