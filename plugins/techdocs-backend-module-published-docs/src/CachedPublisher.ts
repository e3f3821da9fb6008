import { CacheService, LoggerService } from '@backstage/backend-plugin-api';
import { CompoundEntityRef, Entity } from '@backstage/catalog-model';
import {
  PublisherBase,
  PublishRequest,
  TechDocsMetadata,
} from '@backstage/plugin-techdocs-node';
import { Handler, holdBody } from './holdBody';

/** What the cache holds of one file. */
type StoredFile = {
  type: string;
  /** Base64. */
  body: string;
};

// Larger files pass through: a cache is shared memory, and they are seldom read twice.
const largestStored = 2 * 1024 * 1024;

// A cache that does not answer must cost a reader less than the storage does.
const cacheTimeout = 100;

/**
 * Serves published sites from the cache and reads the storage once per file and publication.
 *
 * @remarks
 * Upstream's cache stores what went over a connection, compressed or not, and closes it after
 * each answer. This one stores files, so that Express negotiates encoding, ETag and 304 as
 * with any other answer. The time of a site's publication is part of the key: a new one is
 * seen within `noticeWithin` milliseconds, and files of two publications never mix for long.
 * While the storage cannot be reached, what is cached stays readable.
 */
export class CachedPublisher implements PublisherBase {
  readonly #publisher: PublisherBase;
  readonly #cache: CacheService;
  readonly #logger: LoggerService;
  readonly #noticeWithin: number;
  readonly #publications = new Map<string, { id?: number; readAt: number }>();

  constructor(options: {
    publisher: PublisherBase;
    cache: CacheService;
    logger: LoggerService;
    noticeWithin: number;
  }) {
    this.#publisher = options.publisher;
    this.#cache = options.cache;
    this.#logger = options.logger;
    this.#noticeWithin = options.noticeWithin;
  }

  docsRouter(): Handler {
    const readStorage = this.#publisher.docsRouter();
    return async (request, response, next) => {
      const site = readSite(request.path);
      const publication = site && (await this.#readPublication(site));
      if (request.method !== 'GET' || publication === undefined) {
        await readStorage(request, response, next);
        return;
      }
      response.setHeader('Cache-Control', 'private, no-cache');
      const key = `${publication}:${request.path}`;
      const stored = await this.#recall(key);
      if (stored) {
        response.setHeader('Content-Type', stored.type);
        response.send(Buffer.from(stored.body, 'base64'));
        return;
      }
      const body = await holdBody(readStorage, {
        request,
        response,
        next,
        limit: largestStored,
      });
      if (body === undefined) {
        return;
      }
      const type = response.getHeader('Content-Type');
      if (response.statusCode === 200 && typeof type === 'string') {
        this.#remember(key, { type, body: body.toString('base64') });
      }
      response.send(body);
    };
  }

  async getReadiness() {
    return this.#publisher.getReadiness();
  }

  async publish(request: PublishRequest) {
    return this.#publisher.publish(request);
  }

  async fetchTechDocsMetadata(
    entity: CompoundEntityRef,
  ): Promise<TechDocsMetadata> {
    return this.#publisher.fetchTechDocsMetadata(entity);
  }

  async hasDocsBeenGenerated(entity: Entity): Promise<boolean> {
    return this.#publisher.hasDocsBeenGenerated(entity);
  }

  async #readPublication(site: CompoundEntityRef): Promise<number | undefined> {
    const name = `${site.namespace}/${site.kind}/${site.name}`.toLowerCase();
    const known = this.#publications.get(name);
    const now = Date.now();
    if (known && now - known.readAt < this.#noticeWithin) {
      return known.id;
    }
    try {
      const { build_timestamp: id } =
        await this.#publisher.fetchTechDocsMetadata(site);
      this.#publications.set(name, { id, readAt: now });
      return id;
    } catch (error) {
      this.#logger.warn(
        `The publication of the docs of '${name}' could not be read from the storage; what is cached of it is served`,
        { error: String(error) },
      );
      this.#publications.set(name, { id: known?.id, readAt: now });
      return known?.id;
    }
  }

  async #recall(key: string): Promise<StoredFile | undefined> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        this.#cache.get<StoredFile>(key),
        new Promise<undefined>(resolve => {
          timer = setTimeout(() => resolve(undefined), cacheTimeout);
        }),
      ]);
    } catch (error) {
      this.#logger.warn('The cache of published docs could not be read', {
        error: String(error),
      });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  // Not awaited: the reader need not wait for the next one's gain.
  #remember(key: string, file: StoredFile): void {
    this.#cache.set(key, file).catch(error => {
      this.#logger.warn('The cache of published docs could not be written', {
        error: String(error),
      });
    });
  }
}

function readSite(path: string): CompoundEntityRef | undefined {
  const [, namespace, kind, name, file] = path.split('/');
  return namespace && kind && name && file !== undefined
    ? { namespace, kind, name }
    : undefined;
}
