import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  type AuthService,
  type BackstageCredentials,
  type DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  Flag,
  FlagDefinition,
  FlagEnvironment,
  FlagSet,
  Page,
} from '@causeway/plugin-feature-flags-common';

type WithCredentials = { credentials: BackstageCredentials };

/** A flag to be made, and what it does from the start. */
export type NewFlag = Pick<
  FlagDefinition,
  'key' | 'type' | 'kind' | 'variants'
> &
  Partial<
    Pick<
      FlagDefinition,
      'description' | 'tags' | 'entityRef' | 'prerequisites' | 'metadata'
    >
  > & {
    /** By name; an environment that is absent starts disabled. */
    environments?: {
      [environment: string]: Partial<
        Pick<FlagEnvironment, 'state' | 'defaultVariant' | 'targeting'>
      >;
    };
    /** For the history. */
    reason?: string;
  };

/** The feature flags of the portal, for the backends of other plugins. */
export interface FlagsService {
  listFlags(
    query: { limit?: number; cursor?: string },
    options: WithCredentials,
  ): Promise<Page<Flag>>;
  /** @throws an error of the name `NotFoundError` if there is none */
  getFlagSet(name: string, options: WithCredentials): Promise<FlagSet>;
  createFlagSet(
    flagSet: Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'>,
    options: WithCredentials,
  ): Promise<FlagSet>;
  createFlag(
    flagSet: string,
    flag: NewFlag,
    options: WithCredentials,
  ): Promise<Flag>;
}

class HttpFlagsService implements FlagsService {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async listFlags(
    query: { limit?: number; cursor?: string },
    options: WithCredentials,
  ): Promise<Page<Flag>> {
    const search = new URLSearchParams();
    if (query.limit !== undefined) {
      search.set('limit', String(query.limit));
    }
    if (query.cursor !== undefined) {
      search.set('cursor', query.cursor);
    }
    return this.#send<Page<Flag>>('GET', `/v1/flags?${search}`, options);
  }

  async getFlagSet(name: string, options: WithCredentials): Promise<FlagSet> {
    return this.#send('GET', toPath(name), options);
  }

  async createFlagSet(
    flagSet: Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'>,
    options: WithCredentials,
  ): Promise<FlagSet> {
    return this.#send('POST', '/v1/flag-sets', options, flagSet);
  }

  async createFlag(
    flagSet: string,
    flag: NewFlag,
    options: WithCredentials,
  ): Promise<Flag> {
    return this.#send('POST', `${toPath(flagSet)}/flags`, options, flag);
  }

  async #send<T>(
    method: 'GET' | 'POST',
    path: string,
    { credentials }: WithCredentials,
    body?: object,
  ): Promise<T> {
    const [baseUrl, { token }] = await Promise.all([
      this.#discovery.getBaseUrl('feature-flags'),
      this.#auth.getPluginRequestToken({
        onBehalfOf: credentials,
        targetPluginId: 'feature-flags',
      }),
    ]);
    const res = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    if (!res.ok) {
      // Its cause is what the plugin said; the error itself says the status only.
      const { cause } = await ResponseError.fromResponse(res);
      throw cause;
    }
    return res.json();
  }
}

/** Reaches the feature flags with the credentials of a caller. */
export const flagsServiceRef = createServiceRef<FlagsService>({
  id: 'feature-flags.flags',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: services => new HttpFlagsService(services),
    }),
});

function toPath(flagSet: string): string {
  return `/v1/flag-sets/${encodeURIComponent(flagSet)}`;
}
