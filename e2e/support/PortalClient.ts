import type { Entity } from '@backstage/catalog-model';
import type { ServiceState } from '@causeway/plugin-golden-paths-common';
import type { EntityScorecard } from '@causeway/plugin-scorecard-common';

export interface TaskEvent {
  type: string;
  body: {
    message: string;
    stepId?: string;
    status?: string;
    error?: { message: string };
  };
}

export interface Task {
  id: string;
  status: string;
}

export interface FlagName {
  flagSet: string;
  key: string;
}

/** Asks the backend's API, for what a test needs beside the browser. */
export class PortalClient {
  readonly #url: string;
  readonly token: string;

  /** Asks as the guest. */
  static async signIn(url: string): Promise<PortalClient> {
    const response = await fetch(`${url}/api/auth/guest/refresh`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    if (!response.ok) {
      throw new Error(`Guest sign-in answered ${response.status}`);
    }
    const session = await response.json();
    return new PortalClient(url, session.backstageIdentity.token);
  }

  constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  async findEntity(
    kind: string,
    name: string,
  ): Promise<(Entity & { status?: unknown }) | undefined> {
    const response = await this.#request(
      `/api/catalog/entities/by-name/${kind}/default/${name}`,
      { allowedStatuses: [404] },
    );
    return response.ok ? response.json() : undefined;
  }

  /** Has the catalog read an entity again, and does not wait for it. */
  async refreshEntity(entityRef: string): Promise<void> {
    await this.#request('/api/catalog/refresh', {
      method: 'POST',
      body: { entityRef },
    });
  }

  /** Whether the search has a document of a type for a component. */
  async isIndexed(type: string, name: string): Promise<boolean> {
    const query = new URLSearchParams({
      term: name,
      'types[0]': type,
      ...(type === 'techdocs' ? { 'filters[name]': name } : {}),
    });
    const response = await this.#request(`/api/search/query?${query}`);
    const { results }: { results: Array<{ document: { location: string } }> } =
      await response.json();
    const path = type === 'techdocs' ? '/docs/' : '/catalog/';
    return results.some(({ document }) =>
      `${document.location}/`.includes(`${path}default/component/${name}/`),
    );
  }

  /** A file of the docs, such as `/default/component/order-service/index.html`. */
  async readDocs(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.#url}/api/techdocs/static/docs${path}`, {
      headers: { authorization: `Bearer ${this.token}`, ...headers },
    });
  }

  /** What the guest was told in words that a text is part of. */
  async notifications(
    search: string,
  ): Promise<Array<{ title: string; description?: string }>> {
    const query = new URLSearchParams({ search });
    const response = await this.#request(`/api/notifications?${query}`);
    const { notifications } = await response.json();
    return notifications.map(
      ({ payload }: { payload: { title: string } }) => payload,
    );
  }

  /** How an entity does by every scorecard that is for it and has a result of it. */
  async scorecards(kind: string, name: string): Promise<EntityScorecard[]> {
    const response = await this.#request(
      `/api/scorecard/v1/entities/${kind}/default/${name}`,
    );
    const { items } = await response.json();
    return items;
  }

  /** Has an entity judged at once, and not with the next run. */
  async judgeAnew(kind: string, name: string): Promise<void> {
    await this.#request(
      `/api/scorecard/v1/entities/${kind}/default/${name}/refresh`,
      { method: 'POST' },
    );
  }

  /** How an entity stands to its golden path, or undefined if the page does not list it yet. */
  async goldenPathState(
    kind: string,
    name: string,
  ): Promise<ServiceState | undefined> {
    const response = await this.#request(
      `/api/golden-paths/v1/services/${kind}/default/${name}`,
      { allowedStatuses: [404] },
    );
    return response.ok ? (await response.json()).state : undefined;
  }

  async removeLocation(id: string): Promise<void> {
    await this.#request(`/api/catalog/locations/${id}`, { method: 'DELETE' });
  }

  /** The locations that somebody, or a golden path, registered. */
  async locations(): Promise<Array<{ id: string; target: string }>> {
    const response = await this.#request('/api/catalog/locations');
    const locations: Array<{ data: { id: string; target: string } }> =
      await response.json();
    return locations.map(({ data }) => data);
  }

  /** Runs a scheduled task now, as its button on the portal's own page does. */
  async triggerScheduledTask(pluginId: string, taskId: string): Promise<void> {
    await this.#request(
      `/api/${pluginId}/.backstage/scheduler/v1/tasks/${encodeURIComponent(
        taskId,
      )}/trigger`,
      // A task that runs already answers with a conflict, which is as good.
      { method: 'POST', allowedStatuses: [409] },
    );
  }

  async startTask(
    templateName: string,
    values: Record<string, unknown>,
  ): Promise<string> {
    const response = await this.#request('/api/scaffolder/v2/tasks', {
      method: 'POST',
      body: { templateRef: `template:default/${templateName}`, values },
    });
    const { id } = await response.json();
    return id;
  }

  async task(id: string): Promise<Task> {
    const response = await this.#request(`/api/scaffolder/v2/tasks/${id}`);
    return response.json();
  }

  async taskEvents(id: string): Promise<TaskEvent[]> {
    const response = await this.#request(
      `/api/scaffolder/v2/tasks/${id}/events`,
    );
    return response.json();
  }

  /** Makes a boolean flag that is off everywhere, and its flag set if there is none yet. */
  async createFlag(flag: FlagName & { entityRef: string }): Promise<void> {
    const { flagSet, key, entityRef } = flag;
    await this.#request('/api/feature-flags/v1/flag-sets', {
      method: 'POST',
      body: { name: flagSet, entityRef },
      allowedStatuses: [409],
    });
    const off = { state: 'DISABLED', defaultVariant: 'on' };
    await this.#request(`/api/feature-flags/v1/flag-sets/${flagSet}/flags`, {
      method: 'POST',
      body: {
        key,
        type: 'boolean',
        kind: 'release',
        entityRef,
        variants: { on: true, off: false },
        environments: { development: off, staging: off, production: off },
      },
    });
  }

  /** Changes what a flag is, as somebody else would. */
  async updateFlag(
    flag: FlagName,
    fields: { description?: string; tags?: string[] },
  ): Promise<void> {
    const path = `/api/feature-flags/v1/flag-sets/${flag.flagSet}/flags/${flag.key}`;
    const { revision } = await (await this.#request(path)).json();
    await this.#request(path, {
      method: 'PUT',
      body: { ...fields, revision },
    });
  }

  /** Gives a flag a rule where it is off. */
  async putRule(
    flag: FlagName,
    environment: string,
    targeting: object,
  ): Promise<void> {
    const path = `/api/feature-flags/v1/flag-sets/${flag.flagSet}/flags/${flag.key}`;
    const { revision } = await (await this.#request(path)).json();
    await this.#request(`${path}/environments/${environment}`, {
      method: 'PUT',
      body: { revision, state: 'DISABLED', targeting },
    });
  }

  /** Makes a segment, unless there is one of that name. */
  async putSegment(segment: { flagSet: string; name: string }): Promise<void> {
    await this.#request(
      `/api/feature-flags/v1/flag-sets/${segment.flagSet}/segments/${segment.name}`,
      {
        method: 'PUT',
        body: { targeting: { '==': [{ var: 'plan' }, 'pro'] } },
        allowedStatuses: [409],
      },
    );
  }

  /** Makes a key for the clients of a flag set in one environment. */
  async createEnvironmentKey(
    flagSet: string,
    environment: string,
  ): Promise<string> {
    const response = await this.#request(
      `/api/feature-flags/v1/flag-sets/${flagSet}/environments/${environment}/keys`,
      { method: 'POST', body: { name: 'browser tests' } },
    );
    const { key } = await response.json();
    return key;
  }

  /** Switches a flag on; answers with the status, whatever it is. */
  async switchOn(flag: FlagName, environment: string): Promise<number> {
    const path = `/api/feature-flags/v1/flag-sets/${flag.flagSet}/flags/${flag.key}`;
    const { revision } = await (await this.#request(path)).json();
    const { status } = await this.#request(
      `${path}/environments/${environment}`,
      {
        method: 'PUT',
        body: { revision, state: 'ENABLED', defaultVariant: 'on' },
        allowedStatuses: [403],
      },
    );
    return status;
  }

  /** The bodies of some answers, whatever their status. */
  async read(paths: readonly string[]): Promise<string[]> {
    return Promise.all(
      paths.map(async path => {
        const response = await this.#request(path, {
          allowedStatuses: [404],
        });
        return response.text();
      }),
    );
  }

  async #request(
    path: string,
    options: {
      method?: string;
      body?: unknown;
      allowedStatuses?: readonly number[];
    } = {},
  ): Promise<Response> {
    const { method = 'GET', body, allowedStatuses = [] } = options;
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        'content-type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok && !allowedStatuses.includes(response.status)) {
      throw new Error(
        `The portal answered '${method} ${path}' with ${
          response.status
        }: ${await response.text()}`,
      );
    }
    return response;
  }
}
