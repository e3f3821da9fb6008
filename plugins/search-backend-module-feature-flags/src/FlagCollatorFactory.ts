import { Readable } from 'node:stream';
import type { AuthService } from '@backstage/backend-plugin-api';
import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { DocumentCollatorFactory } from '@backstage/plugin-search-common';
import {
  flagReadPermission,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import type { FlagsService } from '@causeway/plugin-feature-flags-node';
import { toFlagDocument, type FlagDocument } from './toFlagDocument';

/** Reads all flags page by page, so that only one page is in memory. */
export class FlagCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'feature-flag';
  /** The search asks it with the ref in each document, so that nobody finds what they may not read. */
  readonly visibilityPermission = flagReadPermission;
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #flags: FlagsService;
  readonly #pageSize: number;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    flags: FlagsService;
    /** Defaults to 500. */
    pageSize?: number;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#flags = options.flags;
    this.#pageSize = options.pageSize ?? 500;
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#collate());
  }

  async *#collate(): AsyncGenerator<FlagDocument> {
    let cursor: string | undefined;
    do {
      // For each page, because the token of a long run would expire.
      const credentials = await this.#auth.getOwnServiceCredentials();
      const page = await this.#flags.listFlags(
        { limit: this.#pageSize, cursor },
        { credentials },
      );
      const owners = await this.#findOwners(page.items);
      for (const flag of page.items) {
        yield toFlagDocument(flag, owners.get(flag.entityRef) ?? []);
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  async #findOwners(flags: Flag[]): Promise<Map<string, string[]>> {
    const entityRefs = [...new Set(flags.map(({ entityRef }) => entityRef))];
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs, fields: ['relations'] },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return new Map(
      items.map((entity, index) => [
        entityRefs[index],
        (entity?.relations ?? [])
          .filter(({ type }) => type === RELATION_OWNED_BY)
          .map(({ targetRef }) => targetRef),
      ]),
    );
  }
}
