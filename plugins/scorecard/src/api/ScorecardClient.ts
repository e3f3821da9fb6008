import { parseEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { FetchApi } from '@backstage/frontend-plugin-api';
import type {
  EntityScore,
  EntityScorecard,
  HeatMap,
  Movers,
  Page,
  RuleCounts,
  RuleExplanation,
  RuleFailure,
  RuleState,
  ScorecardProblems,
  ScorecardSummary,
  Transition,
  TrendPoint,
} from '@causeway/plugin-scorecard-common';
import type {
  ExportOptions,
  GroupBy,
  PageOptions,
  ResultSelection,
  RuleName,
  ScorecardApi,
} from './ScorecardApi';

type Query = {
  [name: string]: string | number | boolean | readonly string[] | undefined;
};

export class ScorecardClient implements ScorecardApi {
  readonly #fetchApi: FetchApi;

  constructor(options: { fetchApi: FetchApi }) {
    this.#fetchApi = options.fetchApi;
  }

  async listScorecards(): Promise<ScorecardSummary[]> {
    return this.#getItems('/v1/scorecards');
  }

  async getScorecard(scorecardId: string): Promise<ScorecardSummary> {
    return this.#get(path`/v1/scorecards/${scorecardId}`);
  }

  async listProblems(): Promise<ScorecardProblems> {
    return this.#get('/v1/problems');
  }

  async listEntityScorecards(entityRef: string): Promise<EntityScorecard[]> {
    return this.#getItems(entityPath(entityRef));
  }

  async listTransitions(
    entityRef: string,
    options: PageOptions & { scorecardId?: string } = {},
  ): Promise<Page<Transition>> {
    const { scorecardId, ...page } = options;
    return this.#get(`${entityPath(entityRef)}/history`, {
      scorecard: scorecardId,
      ...page,
    });
  }

  async explainRule(
    entityRef: string,
    { scorecardId, ruleId }: RuleName,
  ): Promise<RuleExplanation> {
    return this.#get(`${entityPath(entityRef)}/explain`, {
      scorecard: scorecardId,
      rule: ruleId,
    });
  }

  async refreshEntity(entityRef: string): Promise<void> {
    await this.#request(`${entityPath(entityRef)}/refresh`, {
      method: 'POST',
    });
  }

  async getHeatMap(
    options: ResultSelection & PageOptions & { by: GroupBy },
  ): Promise<HeatMap> {
    return this.#get('/v1/rollups', { ...options });
  }

  async listScoredEntities(
    scorecardId: string,
    options?: ResultSelection & PageOptions,
  ): Promise<Page<EntityScore>> {
    return this.#get(path`/v1/scorecards/${scorecardId}/entities`, {
      ...options,
    });
  }

  async countRuleStates(
    scorecardId: string,
    selection?: ResultSelection,
  ): Promise<RuleCounts[]> {
    return this.#getItems(path`/v1/scorecards/${scorecardId}/rules`, {
      ...selection,
    });
  }

  async listEntitiesByRule(
    { scorecardId, ruleId }: RuleName,
    options: ResultSelection & PageOptions & { states?: RuleState[] } = {},
  ): Promise<Page<RuleFailure>> {
    const { states, ...query } = options;
    return this.#get(
      path`/v1/scorecards/${scorecardId}/rules/${ruleId}/entities`,
      { ...query, state: states },
    );
  }

  async getTrend(
    scorecardId: string,
    options?: Pick<
      ResultSelection,
      'owner' | 'nested' | 'system' | 'domain'
    > & { days?: number },
  ): Promise<TrendPoint[]> {
    return this.#getItems(path`/v1/scorecards/${scorecardId}/trend`, {
      ...options,
    });
  }

  async getMovers(
    scorecardId: string,
    options?: ResultSelection & { days?: number },
  ): Promise<Movers> {
    return this.#get(path`/v1/scorecards/${scorecardId}/movers`, {
      ...options,
    });
  }

  async exportResults(
    scorecardId: string,
    { ruleId, states, ...query }: ExportOptions,
  ): Promise<Blob> {
    const res = await this.#request(
      path`/v1/scorecards/${scorecardId}/export`,
      { query: { ...query, rule: ruleId, state: states } },
    );
    return res.blob();
  }

  async #getItems<T>(url: string, query?: Query): Promise<T[]> {
    const { items } = await this.#get<{ items: T[] }>(url, query);
    return items;
  }

  async #get<T>(url: string, query?: Query): Promise<T> {
    const res = await this.#request(url, { query });
    return res.json() as Promise<T>;
  }

  async #request(
    url: string,
    options: { method?: string; query?: Query } = {},
  ): Promise<Response> {
    const { method = 'GET', query } = options;
    const res = await this.#fetchApi.fetch(
      `plugin://scorecard${url}${toQueryString(query)}`,
      { method },
    );
    if (!res.ok) {
      throw await ResponseError.fromResponse(res);
    }
    return res;
  }
}

/** Keeps the empty text, which asks for entities that have no owner, system or level. */
function toQueryString(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) {
        parameters.append(name, String(item));
      }
    }
  }
  return parameters.size > 0 ? `?${parameters}` : '';
}

/** Encodes what is put into a path. */
function path(strings: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return path`/v1/entities/${kind}/${namespace}/${name}`;
}
