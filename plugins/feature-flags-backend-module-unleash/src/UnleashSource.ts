import { isError, NotFoundError } from '@backstage/errors';
import type { ExternalFlag } from '@causeway/plugin-feature-flags-common';
import type { FlagSource } from '@causeway/plugin-feature-flags-node';
import type { z } from 'zod';
import type { UnleashSourceOptions } from './readUnleashSources';
import {
  unleashFeature,
  unleashFeatures,
  type UnleashEnvironment,
  type UnleashFeature,
} from './unleashSchemas';

interface Call {
  signal: AbortSignal;
  method?: 'GET' | 'POST';
  /** What Unleash does not have if it answers 404. */
  what: string;
}

/** The flags of an Unleash server, read and switched through its admin API. */
export class UnleashSource implements FlagSource {
  readonly name: string;
  readonly title: string;
  readonly annotation: string;
  readonly capabilities: { toggle: boolean };
  readonly #url: string;
  readonly #token: string;

  constructor(options: UnleashSourceOptions) {
    this.name = options.name;
    this.title = options.title;
    this.annotation = options.annotation;
    this.capabilities = { toggle: options.isWritable };
    this.#url = options.url;
    this.#token = options.token;
  }

  async listFlags(options: {
    project: string;
    signal: AbortSignal;
  }): Promise<ExternalFlag[]> {
    const { project, signal } = options;
    const res = await this.#call(`${toPath(project)}/features`, {
      signal,
      what: `project '${project}'`,
    });
    const { features } = await this.#read(res, unleashFeatures);
    return features.map(feature => this.#toFlag(project, feature));
  }

  async getFlag(options: {
    project: string;
    key: string;
    signal: AbortSignal;
  }): Promise<ExternalFlag | undefined> {
    const { project, key, signal } = options;
    try {
      const res = await this.#call(toPath(project, key), {
        signal,
        what: `flag '${key}'`,
      });
      return this.#toFlag(project, await this.#read(res, unleashFeature));
    } catch (error) {
      if (error instanceof NotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  async setEnabled(options: {
    project: string;
    key: string;
    environment: string;
    isEnabled: boolean;
    signal: AbortSignal;
  }): Promise<void> {
    const { project, key, environment, isEnabled, signal } = options;
    await this.#call(
      `${toPath(project, key)}/environments/${encodeURIComponent(
        environment,
      )}/${isEnabled ? 'on' : 'off'}`,
      {
        signal,
        method: 'POST',
        what: `flag '${key}' in environment '${environment}'`,
      },
    );
  }

  async #call(
    path: string,
    { signal, method = 'GET', what }: Call,
  ): Promise<Response> {
    let res: Response;
    try {
      res = await fetch(`${this.#url}/api/admin${path}`, {
        method,
        headers: { Authorization: this.#token, Accept: 'application/json' },
        // The token goes to the configured server and nowhere else.
        redirect: 'error',
        signal,
      });
    } catch (error) {
      throw new Error(
        `'${this.title}' could not be reached${describeCause(error)}`,
        { cause: error },
      );
    }
    if (res.ok) {
      return res;
    }
    // Nothing of the body is passed on: it is for who holds the token.
    await res.body?.cancel();
    if (res.status === 404) {
      throw new NotFoundError(`'${this.title}' has no ${what}`);
    }
    throw new Error(
      res.status === 401 || res.status === 403
        ? `'${this.title}' does not accept the portal's token (status ${res.status})`
        : `'${this.title}' answered with status ${res.status}`,
    );
  }

  async #read<T>(res: Response, schema: z.ZodType<T>): Promise<T> {
    const { data, error } = schema.safeParse(
      await res.json().catch(() => undefined),
    );
    if (error) {
      throw new Error(
        `'${this.title}' answered with something other than the flags of Unleash; check the 'url' of the source`,
        { cause: error },
      );
    }
    return data;
  }

  #toFlag(project: string, feature: UnleashFeature): ExternalFlag {
    return {
      source: this.name,
      key: feature.name,
      description: feature.description || undefined,
      environments: feature.environments.map(environment => ({
        name: environment.name,
        isEnabled: environment.enabled,
        summary: summarize(environment),
      })),
      isStale: feature.stale ?? false,
      createdAt: feature.createdAt ?? undefined,
      url: `${this.#url}${toPath(project, feature.name)}`,
    };
  }
}

// The paths of Unleash's pages and of its admin API are the same.
function toPath(project: string, key?: string): string {
  const path = `/projects/${encodeURIComponent(project)}`;
  return key === undefined
    ? path
    : `${path}/features/${encodeURIComponent(key)}`;
}

function summarize(environment: UnleashEnvironment): string | undefined {
  const { hasStrategies, hasEnabledStrategies, variantCount = 0 } = environment;
  const parts = [
    hasStrategies && !hasEnabledStrategies ? 'all strategies disabled' : '',
    variantCount === 1 ? '1 variant' : '',
    variantCount > 1 ? `${variantCount} variants` : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

// `fetch` says no more than `fetch failed`; what failed stands in its cause.
function describeCause(error: unknown): string {
  const cause = isError(error) ? error.cause : undefined;
  return isError(cause) && 'code' in cause ? ` (${cause.code})` : '';
}
