const freshMs = 60_000;
const usableMs = 15 * 60_000;
const maximumAnswers = 500;

interface KeptAnswer {
  answer: Promise<unknown>;
  computedAt: number;
  /** The next one is on its way. */
  isRenewed: boolean;
}

/**
 * Keeps answers about days past for a while, so that a page that many have open is
 * computed once.
 *
 * @remarks
 * What is over a minute old is still given once more, and computed anew behind it: a
 * week looks much the same some minutes later, and nobody has to wait.
 */
export class RecentAnswers {
  readonly #answers = new Map<string, KeptAnswer>();

  /** The answer of the same question a while ago, else a new one; one that failed is not kept. */
  async get<T>(question: unknown, compute: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const kept = this.#answers.get(key);
    const age = kept && Date.now() - kept.computedAt;
    if (!kept || age === undefined || age > usableMs) {
      return this.#compute(key, compute);
    }
    if (age > freshMs && !kept.isRenewed) {
      kept.isRenewed = true;
      const renewed = compute();
      renewed.then(
        () => this.#keep(key, renewed),
        // Whoever asks next tries again.
        () => {
          kept.isRenewed = false;
        },
      );
    }
    return kept.answer as Promise<T>;
  }

  #compute<T>(key: string, compute: () => Promise<T>): Promise<T> {
    const answer = compute();
    this.#keep(key, answer);
    answer.catch(() => {
      if (this.#answers.get(key)?.answer === answer) {
        this.#answers.delete(key);
      }
    });
    return answer;
  }

  #keep(key: string, answer: Promise<unknown>): void {
    this.#answers.delete(key);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= maximumAnswers && oldest !== undefined) {
      this.#answers.delete(oldest);
    }
    this.#answers.set(key, {
      answer,
      computedAt: Date.now(),
      isRenewed: false,
    });
  }
}
