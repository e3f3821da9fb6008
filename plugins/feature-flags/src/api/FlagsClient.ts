import { ResponseError } from '@backstage/errors';
import type { FetchApi } from '@backstage/frontend-plugin-api';
import type {
  ChangeEvent,
  Environment,
  EnvironmentKey,
  Explanation,
  Flag,
  FlagSet,
  ImportPreview,
  ImportResult,
  Page,
  Problem,
  Segment,
  Targeting,
  UsedSegment,
} from '@causeway/plugin-feature-flags-common';
import type {
  Conformance,
  CreatedEnvironmentKey,
  CreateFlagRequest,
  ExplainRequest,
  ExternalFlagList,
  FlagEnvironmentName,
  FlagName,
  FlagsApi,
  FlagSetEnvironmentName,
  FlagSourceSummary,
  ListEventsOptions,
  ListFlagsOptions,
  PutSegmentRequest,
  SegmentName,
  UpdateFlagEnvironmentRequest,
  UpdateFlagRequest,
  ValidateRequest,
} from './FlagsApi';

type Query = { [name: string]: string | number | undefined };

export class FlagsClient implements FlagsApi {
  readonly #fetchApi: FetchApi;

  constructor(options: { fetchApi: FetchApi }) {
    this.#fetchApi = options.fetchApi;
  }

  async listEnvironments(): Promise<Environment[]> {
    return this.#getItems('/v1/environments');
  }

  async listFlagSets(options?: {
    entityRef?: string;
    limit?: number;
    cursor?: string;
  }): Promise<Page<FlagSet>> {
    return this.#get('/v1/flag-sets', options);
  }

  async createFlagSet(
    request: Pick<FlagSet, 'name' | 'title' | 'description' | 'entityRef'>,
  ): Promise<FlagSet> {
    return this.#send('POST', '/v1/flag-sets', request);
  }

  async getFlagSet(flagSet: string): Promise<FlagSet> {
    return this.#get(path`/v1/flag-sets/${flagSet}`);
  }

  async listFlags(options?: ListFlagsOptions): Promise<Page<Flag>> {
    return this.#get('/v1/flags', { ...options });
  }

  async getFlag(name: FlagName): Promise<Flag> {
    return this.#get(flagPath(name));
  }

  async createFlag(flagSet: string, request: CreateFlagRequest): Promise<Flag> {
    return this.#send('POST', path`/v1/flag-sets/${flagSet}/flags`, request);
  }

  async updateFlag(name: FlagName, request: UpdateFlagRequest): Promise<Flag> {
    return this.#send('PUT', flagPath(name), request);
  }

  async deleteFlag(
    name: FlagName,
    options: { revision: number; reason?: string },
  ): Promise<void> {
    await this.#request('DELETE', flagPath(name), { query: options });
  }

  async updateFlagEnvironment(
    name: FlagEnvironmentName,
    request: UpdateFlagEnvironmentRequest,
  ): Promise<Flag> {
    return this.#send('PUT', flagEnvironmentPath(name), request);
  }

  async validate(
    name: FlagEnvironmentName,
    request: ValidateRequest,
  ): Promise<Problem[]> {
    const { problems } = await this.#send<{ problems: Problem[] }>(
      'POST',
      `${flagEnvironmentPath(name)}/validate`,
      request,
    );
    return problems;
  }

  async explain(
    name: FlagEnvironmentName,
    request: ExplainRequest,
  ): Promise<Explanation> {
    return this.#send('POST', `${flagEnvironmentPath(name)}/explain`, request);
  }

  async listSegments(flagSet: string): Promise<UsedSegment[]> {
    return this.#getItems(path`/v1/flag-sets/${flagSet}/segments`);
  }

  async putSegment(
    name: SegmentName,
    request: PutSegmentRequest,
  ): Promise<Segment> {
    return this.#send('PUT', segmentPath(name), request);
  }

  async deleteSegment(
    name: SegmentName,
    options: { revision: number; reason?: string },
  ): Promise<void> {
    await this.#request('DELETE', segmentPath(name), { query: options });
  }

  async validateSegment(
    name: SegmentName,
    request: { targeting: Targeting },
  ): Promise<Problem[]> {
    const { problems } = await this.#send<{ problems: Problem[] }>(
      'POST',
      `${segmentPath(name)}/validate`,
      request,
    );
    return problems;
  }

  async exportFile(name: FlagSetEnvironmentName): Promise<string> {
    const res = await this.#request('GET', filePath(name));
    return res.text();
  }

  async previewImport(
    name: FlagSetEnvironmentName,
    text: string,
  ): Promise<ImportPreview> {
    return this.#send('POST', `${filePath(name)}/preview`, text);
  }

  async importFile(
    name: FlagSetEnvironmentName,
    text: string,
    options: { revision: number },
  ): Promise<ImportResult> {
    const res = await this.#request('PUT', filePath(name), {
      query: options,
      body: text,
    });
    return res.json() as Promise<ImportResult>;
  }

  async listEvents(
    flagSet: string,
    options?: ListEventsOptions,
  ): Promise<Page<ChangeEvent>> {
    return this.#get(path`/v1/flag-sets/${flagSet}/events`, { ...options });
  }

  async restore(
    flagSet: string,
    eventId: number,
    request: { revision: number; reason?: string },
  ): Promise<void> {
    await this.#send(
      'POST',
      path`/v1/flag-sets/${flagSet}/events/${eventId}/restore`,
      request,
    );
  }

  async listKeys(name: FlagSetEnvironmentName): Promise<EnvironmentKey[]> {
    return this.#getItems(keysPath(name));
  }

  async createKey(
    name: FlagSetEnvironmentName,
    request: { name: string },
  ): Promise<CreatedEnvironmentKey> {
    return this.#send('POST', keysPath(name), request);
  }

  async rotateKey(
    name: FlagSetEnvironmentName,
    id: string,
    request: { graceSeconds?: number },
  ): Promise<CreatedEnvironmentKey> {
    return this.#send('POST', keysPath(name) + path`/${id}/rotate`, request);
  }

  async revokeKey(name: FlagSetEnvironmentName, id: string): Promise<void> {
    await this.#request('DELETE', keysPath(name) + path`/${id}`);
  }

  async listSources(): Promise<FlagSourceSummary[]> {
    return this.#getItems('/v1/sources');
  }

  async listSourceFlags(
    source: string,
    options: { entityRef: string },
  ): Promise<ExternalFlagList> {
    return this.#get(path`/v1/sources/${source}/flags`, options);
  }

  async setSourceFlagEnabled(
    name: { source: string; key: string; environment: string },
    request: { entityRef: string; isEnabled: boolean },
  ): Promise<void> {
    await this.#request(
      'PUT',
      path`/v1/sources/${name.source}/flags/${name.key}/environments/${name.environment}`,
      { body: request },
    );
  }

  async getConformance(): Promise<Conformance> {
    return this.#get('/v1/conformance');
  }

  async #getItems<T>(url: string): Promise<T[]> {
    const { items } = await this.#get<{ items: T[] }>(url);
    return items;
  }

  async #get<T>(url: string, query?: Query): Promise<T> {
    const res = await this.#request('GET', url, { query });
    return res.json() as Promise<T>;
  }

  async #send<T>(
    method: 'POST' | 'PUT',
    url: string,
    body: object | string,
  ): Promise<T> {
    const res = await this.#request(method, url, { body });
    return res.json() as Promise<T>;
  }

  async #request(
    method: string,
    url: string,
    options: { query?: Query; body?: object | string } = {},
  ): Promise<Response> {
    const { query, body } = options;
    const res = await this.#fetchApi.fetch(
      `plugin://feature-flags${url}${toQueryString(query)}`,
      {
        method,
        ...(body !== undefined && {
          headers: { 'Content-Type': 'application/json' },
          // A text is sent as it is, because what is wrong with it is for the backend to say.
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      },
    );
    if (!res.ok) {
      throw await ResponseError.fromResponse(res);
    }
    return res;
  }
}

function toQueryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      parameters.set(name, String(value));
    }
  }
  return parameters.size > 0 ? `?${parameters}` : '';
}

/** Encodes what is put into a path. */
function path(
  strings: TemplateStringsArray,
  ...values: (string | number)[]
): string {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}

function flagPath({ flagSet, key }: FlagName): string {
  return path`/v1/flag-sets/${flagSet}/flags/${key}`;
}

function flagEnvironmentPath(name: FlagEnvironmentName): string {
  return flagPath(name) + path`/environments/${name.environment}`;
}

function segmentPath({ flagSet, name }: SegmentName): string {
  return path`/v1/flag-sets/${flagSet}/segments/${name}`;
}

function filePath({ flagSet, environment }: FlagSetEnvironmentName): string {
  return path`/v1/flag-sets/${flagSet}/environments/${environment}/flagd.json`;
}

function keysPath({ flagSet, environment }: FlagSetEnvironmentName): string {
  return path`/v1/flag-sets/${flagSet}/environments/${environment}/keys`;
}
