import {
  AuthenticationError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { z } from 'zod/v3';

/** Asks a host's API and says in plain words what went wrong. */
export class HostApi {
  readonly #host: string;
  readonly #type: string;
  readonly #baseUrl: string;

  constructor(options: { host: string; type: string; baseUrl: string }) {
    this.#host = options.host;
    this.#type = options.type;
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
  }

  /** Answers undefined for what does not exist. */
  async get<T>(
    path: string,
    headers: Record<string, string>,
    schema: z.ZodType<T, z.ZodTypeDef, unknown>,
  ): Promise<T | undefined> {
    const response = await this.#send(path, { headers });
    if (response.status === 404) {
      return undefined;
    }
    return schema.parse(await this.#read(`GET ${path}`, response));
  }

  async post<T>(
    path: string,
    headers: Record<string, string>,
    body: object,
    schema: z.ZodType<T, z.ZodTypeDef, unknown>,
  ): Promise<T> {
    const response = await this.#send(path, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return schema.parse(await this.#read(`POST ${path}`, response));
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.#baseUrl}${path}`, {
        ...init,
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      throw new ServiceUnavailableError(
        `'${this.#host}' does not answer (${reasonOf(
          error,
        )}); retry when it does`,
      );
    }
  }

  async #read(request: string, response: Response): Promise<unknown> {
    if (response.ok) {
      return response.json();
    }
    const text = (await response.text()).slice(0, 500);
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
}

function reasonOf(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  const { cause } = error;
  return isError(cause) ? String(cause.code ?? cause.message) : error.message;
}
