import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { EntityFilterQuery } from '@backstage/catalog-client';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { findDoubtfulKinds } from './findDoubtfulKinds';
import { toCatalogCredentials } from './toCatalogCredentials';

/** Entities that a reader may see: all, or those with these refs. */
export type VisibleRefs = 'all' | readonly string[];

/** Knows of which kinds there is something to be seen. */
export interface ShownKinds {
  /** @param kinds - in lower case */
  hasSomeOf(kinds: readonly string[]): Promise<boolean>;
}

/** How long a reader keeps seeing what they were allowed to, in milliseconds. */
const lifetimeMs = 60_000;
/** Some hundred bytes each. */
const maximumKeptRefs = 1_000_000;

interface KeptRefs {
  refs: Promise<readonly string[]>;
  /** 0 until they are read. */
  size: number;
  expiresAt: number;
}

/** What a reader may see of the catalog, and so of results. */
export class CatalogVisibility {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntityByRef' | 'streamEntities'>;
  readonly #permissions: Pick<PermissionsService, 'authorizeConditional'>;
  readonly #filter: EntityFilterQuery | undefined;
  readonly #kinds: ShownKinds | undefined;
  readonly #kept = new Map<string, KeptRefs>();

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef' | 'streamEntities'>;
    /** Which entities it is about; all if absent. */
    filter?: EntityFilterQuery;
    /** If absent, there may be something to be seen of entities of every kind. */
    kinds?: ShownKinds;
    permissions: Pick<PermissionsService, 'authorizeConditional'>;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#filter = options.filter;
    this.#kinds = options.kinds;
    this.#permissions = options.permissions;
  }

  /**
   * Refs that the reader may see.
   *
   * @remarks
   * A condition of the policy may be anything that the catalog knows, so the catalog is
   * asked for what meets it, unless it is about kinds of which nothing is shown.
   *
   * @throws NotAllowedError if the reader may see nothing
   */
  async getVisible(credentials: BackstageCredentials): Promise<VisibleRefs> {
    const decision = await this.#decide(credentials);
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return 'all';
    }
    const doubtful = findDoubtfulKinds(decision.conditions);
    const isPlain =
      doubtful !== 'any' &&
      this.#kinds !== undefined &&
      !(await this.#kinds.hasSomeOf(doubtful));
    return isPlain ? 'all' : this.#getKept(credentials);
  }

  /** @throws NotAllowedError if the reader may see nothing */
  async assertReader(credentials: BackstageCredentials): Promise<void> {
    await this.#decide(credentials);
  }

  /** @throws NotFoundError if the reader does not see such an entity */
  async getEntity(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<Entity> {
    await this.#decide(credentials);
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials: await toCatalogCredentials(credentials, this.#auth),
    });
    if (!entity) {
      throw new NotFoundError(`No entity '${entityRef}' in the catalog`);
    }
    return entity;
  }

  async #decide(credentials: BackstageCredentials): Promise<PolicyDecision> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    if (decision.result === AuthorizeResult.DENY) {
      throw new NotAllowedError(
        'You are not allowed to read entities of the catalog',
      );
    }
    return decision;
  }

  #getKept(credentials: BackstageCredentials): Promise<readonly string[]> {
    const key = JSON.stringify(credentials.principal);
    const now = Date.now();
    const kept = this.#kept.get(key);
    if (kept && kept.expiresAt > now) {
      return kept.refs;
    }
    this.#forget(now);
    const entry: KeptRefs = {
      refs: this.#read(credentials),
      size: 0,
      expiresAt: now + lifetimeMs,
    };
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    entry.refs.then(
      refs => {
        entry.size = refs.length;
      },
      // Those who wait for it are told; the next one asks again.
      () => this.#kept.delete(key),
    );
    return entry.refs;
  }

  /** Drops what is old, then the oldest of what is too much. */
  #forget(now: number): void {
    let size = 0;
    for (const [key, entry] of [...this.#kept].reverse()) {
      size += entry.size;
      if (entry.expiresAt <= now || size > maximumKeptRefs) {
        this.#kept.delete(key);
      }
    }
  }

  async #read(credentials: BackstageCredentials): Promise<readonly string[]> {
    const refs: string[] = [];
    const pages = this.#catalog.streamEntities(
      {
        filter: this.#filter,
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials },
    );
    for await (const page of pages) {
      page.forEach(entity => refs.push(stringifyEntityRef(entity)));
    }
    return refs;
  }
}
