import {
  OFREPApi,
  handleEvaluationError,
  toResolutionDetails,
} from '@openfeature/ofrep-core';
import type {
  EvaluationContext,
  JsonValue,
  Provider,
  ResolutionDetails,
} from '@openfeature/server-sdk';

/**
 * A provider of the server SDK for OFREP.
 *
 * @remarks
 * The published one, `@openfeature/ofrep-provider` 0.1.3, reports an error for answers
 * without a value, so the protocol's core library is put in the SDK's terms here.
 */
export class RemoteProvider implements Provider {
  readonly metadata = { name: 'remote' };
  readonly runsOn = 'server' as const;
  readonly #api: OFREPApi;

  constructor(options: {
    baseUrl: string;
    key: string;
    fetchImplementation: typeof fetch;
  }) {
    this.#api = new OFREPApi(
      { baseUrl: options.baseUrl, headers: [['X-API-Key', options.key]] },
      options.fetchImplementation,
    );
  }

  resolveBooleanEvaluation(
    key: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolve(key, defaultValue, context);
  }

  resolveStringEvaluation(
    key: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolve(key, defaultValue, context);
  }

  resolveNumberEvaluation(
    key: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolve(key, defaultValue, context);
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolve(key, defaultValue, context);
  }

  async #resolve<T extends JsonValue>(
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const result = await this.#api.postEvaluateFlag(key, { context });
    return result.httpStatus === 200
      ? toResolutionDetails(result.value, defaultValue)
      : handleEvaluationError(result.value, defaultValue);
  }
}
