const lifetimeMs = 60_000;
const maximumAnswers = 500;

/**
 * Keeps answers about days past for a moment, so that a page that many have open is
 * computed once.
 */
export class RecentAnswers {
  readonly #answers = new Map<
    string,
    { answer: Promise<unknown>; expiresAt: number }
  >();

  /** The answer of the same question a moment ago, else a new one; one that failed is not kept. */
  async get<T>(question: unknown, compute: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question);
    const now = Date.now();
    const kept = this.#answers.get(key);
    if (kept && kept.expiresAt > now) {
      return kept.answer as Promise<T>;
    }
    this.#answers.delete(key);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= maximumAnswers && oldest !== undefined) {
      this.#answers.delete(oldest);
    }
    const answer = compute();
    this.#answers.set(key, { answer, expiresAt: now + lifetimeMs });
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}
