import {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  CompoundEntityRef,
  getCompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ResponseError, stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';

/** What a prebuilder works with. */
export interface DocsPrebuilderOptions {
  auth: AuthService;
  catalog: CatalogService;
  discovery: DiscoveryService;
  logger: LoggerService;
}

/** Asks TechDocs to bring every site up to date, one at a time. */
export class DocsPrebuilder {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;

  constructor(options: DocsPrebuilderOptions) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
  }

  /**
   * Goes once through all entities with docs. A site that cannot be built is logged and does
   * not keep the others from being built.
   */
  async run(signal?: AbortSignal): Promise<void> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const pages = this.#catalog.streamEntities(
      {
        filter: {
          'metadata.annotations.backstage.io/techdocs-ref':
            CATALOG_FILTER_EXISTS,
        },
        fields: ['kind', 'metadata.namespace', 'metadata.name'],
      },
      { credentials },
    );
    for await (const page of pages) {
      for (const entity of page) {
        if (signal?.aborted) {
          return;
        }
        await this.#sync(getCompoundEntityRef(entity), signal);
      }
    }
  }

  async #sync(ref: CompoundEntityRef, signal?: AbortSignal): Promise<void> {
    const path = [ref.namespace, ref.kind, ref.name]
      .map(encodeURIComponent)
      .join('/');
    try {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: 'techdocs',
      });
      const baseUrl = await this.#discovery.getBaseUrl('techdocs');
      const response = await fetch(`${baseUrl}/sync/${path}`, {
        headers: { authorization: `Bearer ${token}` },
        signal,
      });
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      // The answer is a stream of events that ends with the build. TechDocs itself logs
      // a build that failed.
      await response.text();
    } catch (error) {
      this.#logger.warn(
        `The docs of '${stringifyEntityRef(
          ref,
        )}' could not be built ahead: ${stringifyError(error)}`,
      );
    }
  }
}
