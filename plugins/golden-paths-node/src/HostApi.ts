import {
  AuthenticationError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { z } from 'zod';
import { toPlainText } from './toPlainText';

/** Asks a host's API about one repository and says in plain words what went wrong. */
export class HostApi {
  readonly #host: string;
  readonly #type: string;
  readonly #baseUrl: string;
  readonly #repository: string;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;

  constructor(options: {
    host: string;
    type: string;
    baseUrl: string;
    /** The path of the repository below it. */
    repository: string;
    headers: Record<string, string>;
    timeoutMs: number;
  }) {
    this.#host = options.host;
    this.#type = options.type;
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#repository = options.repository;
    this.#headers = options.headers;
    this.#timeoutMs = options.timeoutMs;
  }

  /**
   * Answers undefined for what does not exist.
   *
   * @param path - below the repository
   */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const response = await this.#send(path, {});
    return response.status === 404
      ? undefined
      : this.#read(`GET ${this.#repository}${path}`, response, schema);
  }

  /** @param path - below the repository */
  async post<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    const response = await this.#send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return this.#read(`POST ${this.#repository}${path}`, response, schema);
  }

  async #send(
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Response> {
    try {
      return await fetch(`${this.#baseUrl}${this.#repository}${path}`, {
        ...init,
        headers: { ...this.#headers, ...init.headers },
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
    } catch (error) {
      throw new ServiceUnavailableError(
        `'${this.#host}' does not answer (${this.#explain(
          error,
        )}); retry when it does`,
      );
    }
  }

  async #read<T>(
    request: string,
    response: Response,
    schema: z.ZodType<T>,
  ): Promise<T> {
    if (response.ok) {
      const read = schema.safeParse(
        await response.json().catch(() => undefined),
      );
      if (!read.success) {
        throw new ServiceUnavailableError(
          `'${
            this.#host
          }' answered '${request}' in another form than the API of its kind; a platform engineer has to check its address under integrations.${
            this.#type
          }`,
        );
      }
      return read.data;
    }
    const text =
      toPlainText(await response.text())
        .slice(0, 500)
        .trim() || response.statusText;
    switch (response.status) {
      case 401:
        throw new AuthenticationError(
          `'${
            this.#host
          }' does not accept the portal's credentials; a platform engineer has to renew them under integrations.${
            this.#type
          }`,
        );
      case 403:
        throw new NotAllowedError(
          `The portal's credentials for '${
            this.#host
          }' may not do '${request}': ${text}; a platform engineer has to give them the right`,
        );
      default:
        throw new ServiceUnavailableError(
          `'${this.#host}' answered '${request}' with ${
            response.status
          }: ${text}`,
        );
    }
  }

  #explain(error: unknown): string {
    if (!isError(error)) {
      return String(error);
    }
    if (error.name === 'TimeoutError') {
      return `not within ${this.#timeoutMs / 1000} s`;
    }
    const { cause } = error;
    return isError(cause) ? String(cause.code ?? cause.message) : error.message;
  }
}
