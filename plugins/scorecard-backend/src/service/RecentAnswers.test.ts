import { RecentAnswers } from './RecentAnswers';

describe('RecentAnswers', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('computes once a minute, and lets nobody wait for it but the first', async () => {
    const answers = new RecentAnswers();
    let count = 0;
    let finish = () => {};
    const ask = (days = 7) =>
      answers.get({ days }, async () => {
        count += 1;
        const answer = count;
        if (answer > 1) {
          await new Promise<void>(resolve => {
            finish = resolve;
          });
        }
        return answer;
      });

    expect(await ask()).toBe(1);
    jest.advanceTimersByTime(59_000);
    expect(await ask()).toBe(1);
    expect(count).toBe(1);

    jest.advanceTimersByTime(2_000);
    expect(await ask()).toBe(1);
    expect(await ask()).toBe(1);
    expect(count).toBe(2);
    finish();
    await jest.advanceTimersByTimeAsync(1);
    expect(await ask()).toBe(2);

    jest.advanceTimersByTime(16 * 60_000);
    const fresh = ask();
    finish();
    expect(await fresh).toBe(3);
  });

  it('keeps no failure, and the old answer when its successor fails', async () => {
    const answers = new RecentAnswers();
    const fail = async () => {
      throw new Error('the database is away');
    };
    await expect(answers.get('trend', fail)).rejects.toThrow('away');
    expect(await answers.get('trend', async () => 1)).toBe(1);
    jest.advanceTimersByTime(61_000);
    expect(await answers.get<number>('trend', fail)).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await answers.get('trend', async () => 2)).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await answers.get('trend', async () => 3)).toBe(2);
  });
});
