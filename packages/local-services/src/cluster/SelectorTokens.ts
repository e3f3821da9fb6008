import { KubernetesStatusError } from './KubernetesStatusError';

/** Walks through the words and operators of a label selector. */
export class SelectorTokens {
  readonly #selector: string;
  readonly #tokens: string[];
  #position = 0;

  constructor(selector: string) {
    this.#selector = selector;
    this.#tokens = selector.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? [];
  }

  isAtEnd(): boolean {
    return this.#position >= this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#position];
  }

  next(): string {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  accept(token: string): boolean {
    if (this.peek() !== token) {
      return false;
    }
    this.#position += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) {
      this.fail(
        this.isAtEnd()
          ? `found the end, expected '${token}'`
          : `found '${this.peek()}', expected '${token}'`,
      );
    }
  }

  fail(reason: string): never {
    throw new KubernetesStatusError(
      'BadRequest',
      `unable to parse label selector '${this.#selector}': ${reason}`,
    );
  }
}
