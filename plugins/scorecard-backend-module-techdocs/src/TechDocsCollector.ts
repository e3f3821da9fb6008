import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type { Fact } from '@causeway/plugin-scorecard-common';
import type {
  CollectContext,
  FactCollector,
} from '@causeway/plugin-scorecard-node';
import { describeSite, type SitePage } from './describeSite';

const annotation = 'backstage.io/techdocs-ref';
const sharedAnnotation = 'backstage.io/techdocs-entity';
/** Sites that are read at once. */
const concurrency = 8;

/** Reads published sites through the portal, so that every way of publishing works. */
export class TechDocsCollector implements FactCollector {
  readonly factRef = 'techdocs:default/site';
  readonly description =
    'The published site. `{isPublished, builtAt, words, pages: [{path, title, words, tags}], architecture?, runbook?, placeholders: [<path>]}`';
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async collect(
    entities: readonly Entity[],
    { signal }: CollectContext,
  ): Promise<Map<string, Fact>> {
    const baseUrl = await this.#discovery.getBaseUrl('techdocs');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'techdocs',
    });
    const facts = new Map<string, Fact>();
    const waiting = [...entities];
    const work = async () => {
      for (
        let entity = waiting.shift();
        entity !== undefined;
        entity = waiting.shift()
      ) {
        facts.set(
          stringifyEntityRef(entity),
          await this.#read(entity, { baseUrl, token, signal }),
        );
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return facts;
  }

  async #read(
    entity: Entity,
    context: { baseUrl: string; token: string; signal: AbortSignal },
  ): Promise<Fact> {
    const source = 'techdocs';
    const known = (value: ReturnType<typeof describeSite>): Fact => ({
      status: 'known',
      source,
      collectedAt: new Date().toISOString(),
      value,
    });
    const path = findSitePath(entity);
    if (path === undefined) {
      return known({ isPublished: false });
    }
    const site = `${context.baseUrl}/static/docs/${path}`;
    try {
      const metadata = await fetchJson(
        `${site}/techdocs_metadata.json`,
        context,
      );
      if (metadata === undefined) {
        return known({ isPublished: false });
      }
      const index = await fetchJson(
        `${site}/search/search_index.json`,
        context,
      );
      return known(
        describeSite({
          builtAt: readBuildTime(metadata),
          pages: readPages(index),
        }),
      );
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return {
        status: 'unknown',
        source,
        message: `The site of the documents cannot be read: ${detail}`,
      };
    }
  }
}

/** Where a site lies; an entity may show that of another. */
function findSitePath(entity: Entity): string | undefined {
  const shared = entity.metadata.annotations?.[sharedAnnotation];
  const ref = shared ?? stringifyEntityRef(entity);
  const match = /^([^:/]+):([^:/]+)\/([^:/]+)$/.exec(
    ref.toLocaleLowerCase('en-US'),
  );
  if (!match || (!shared && !entity.metadata.annotations?.[annotation])) {
    return undefined;
  }
  const [, kind, namespace, name] = match;
  return [namespace, kind, name].map(encodeURIComponent).join('/');
}

/** @returns undefined if there is no such file */
async function fetchJson(
  url: string,
  context: { token: string; signal: AbortSignal },
): Promise<unknown> {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${context.token}` },
    signal: context.signal,
  });
  if (response.status === 404) {
    return undefined;
  }
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response.json();
}

function readBuildTime(metadata: unknown): string | undefined {
  const time =
    typeof metadata === 'object' &&
    metadata !== null &&
    'build_timestamp' in metadata
      ? metadata.build_timestamp
      : undefined;
  return typeof time === 'number' ? new Date(time).toISOString() : undefined;
}

/** Whole pages of the index; it also lists every section of them. */
function readPages(index: unknown): SitePage[] {
  const docs =
    typeof index === 'object' && index !== null && 'docs' in index
      ? index.docs
      : undefined;
  return Array.isArray(docs)
    ? docs.filter(isPage).filter(({ location }) => !location.includes('#'))
    : [];
}

function isPage(value: unknown): value is SitePage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'location' in value &&
    typeof value.location === 'string' &&
    'title' in value &&
    typeof value.title === 'string' &&
    'text' in value &&
    typeof value.text === 'string'
  );
}
