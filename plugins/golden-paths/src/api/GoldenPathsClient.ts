import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { FetchApi } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type {
  GoldenPath,
  GoldenPathService,
  NameAvailability,
  Page,
  Preview,
  RepositoryHost,
  ServicePage,
} from '@causeway/plugin-golden-paths-common';
import type {
  GoldenPathsApi,
  PageOptions,
  ServiceSelection,
} from './GoldenPathsApi';

type Query = {
  [name: string]: string | number | readonly string[] | undefined;
};

export class GoldenPathsClient implements GoldenPathsApi {
  readonly #fetchApi: FetchApi;

  constructor(options: { fetchApi: FetchApi }) {
    this.#fetchApi = options.fetchApi;
  }

  async listHosts(): Promise<RepositoryHost[]> {
    const { items } = await this.#request<{ items: RepositoryHost[] }>(
      '/v1/hosts',
    );
    return items;
  }

  async checkName(
    name: string,
    place: { host?: string; owner?: string } = {},
  ): Promise<NameAvailability> {
    return this.#request(
      `/v1/names/${encodeURIComponent(name)}${toQuery({ ...place })}`,
    );
  }

  async preview(templateRef: string, values: JsonObject): Promise<Preview> {
    return this.#request('/v1/previews', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ templateRef, values }),
    });
  }

  async listTemplates(options: PageOptions = {}): Promise<Page<GoldenPath>> {
    return this.#request(`/v1/templates${toQuery({ ...options })}`);
  }

  async listServices(
    options: ServiceSelection & PageOptions = {},
  ): Promise<ServicePage> {
    return this.#request(`/v1/services${toQuery({ ...options })}`);
  }

  async getService(entityRef: string): Promise<GoldenPathService> {
    const { kind, namespace, name } = parseEntityRef(entityRef);
    const path = [kind, namespace, name].map(encodeURIComponent).join('/');
    return this.#request(`/v1/services/${path}`);
  }

  async #request<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await this.#fetchApi.fetch(
      `plugin://golden-paths${path}`,
      init,
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}

function toQuery(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of [value ?? []].flat()) {
      parameters.append(name, String(item));
    }
  }
  return parameters.size > 0 ? `?${parameters}` : '';
}
