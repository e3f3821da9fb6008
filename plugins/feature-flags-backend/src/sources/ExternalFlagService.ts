import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  flagReadPermission,
  flagTogglePermission,
  type ExternalFlag,
} from '@causeway/plugin-feature-flags-common';
import type { FlagSource } from '@causeway/plugin-feature-flags-node';
import { normalizeEntityRef } from '../ownership/EntityOwners';
import type { FlagAuthorizer } from '../ownership/FlagAuthorizer';
import { CircuitBreaker } from './CircuitBreaker';
import { copyExternalFlag } from './copyExternalFlag';
import type {
  DatabaseExternalFlagStore,
  KnownFlags,
} from './DatabaseExternalFlagStore';
import type { FlagSources } from './FlagSources';

type WithCredentials = { credentials: BackstageCredentials };

export interface ExternalFlagList {
  items: ExternalFlag[];
  /** When the system gave this answer. */
  asOf: string;
  /** False for the last known state of a system that does not answer now. */
  isFresh: boolean;
  /** Why it does not answer. */
  error?: string;
}

/** Everything that callers may do with the flags of other systems, and whether they may. */
export class ExternalFlagService {
  readonly #sources: FlagSources;
  readonly #store: DatabaseExternalFlagStore;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #authorizer: FlagAuthorizer;
  readonly #logger: LoggerService;
  readonly #reuseMs: number;
  readonly #breakers = new Map<string, CircuitBreaker>();

  constructor(options: {
    sources: FlagSources;
    store: DatabaseExternalFlagStore;
    catalog: CatalogService;
    auth: AuthService;
    authorizer: FlagAuthorizer;
    logger: LoggerService;
    /** How old an answer may be to be given again without asking. Defaults to 10 s. */
    reuseMs?: number;
  }) {
    this.#sources = options.sources;
    this.#store = options.store;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#authorizer = options.authorizer;
    this.#logger = options.logger;
    this.#reuseMs = options.reuseMs ?? 10_000;
  }

  listSources(): Array<
    Pick<FlagSource, 'name' | 'title' | 'capabilities' | 'annotation'>
  > {
    return this.#sources
      .list()
      .map(({ name, title, capabilities, annotation }) => ({
        name,
        title,
        capabilities: { toggle: capabilities.toggle },
        annotation,
      }));
  }

  /** The flags of the project that an entity names; those last known while the system does not answer. */
  async list(
    options: { source: string; entityRef: string },
    { credentials }: WithCredentials,
  ): Promise<ExternalFlagList> {
    const source = this.#sources.get(options.source);
    const entityRef = normalizeEntityRef(options.entityRef);
    const project = await this.#findProject(source, entityRef, credentials);
    await this.#authorizer.authorize(
      [
        {
          permission: flagReadPermission,
          resource: { flagSet: source.name },
          entityRef,
        },
      ],
      credentials,
    );

    const scope = { source: source.name, project };
    const known = await this.#store.get(scope);
    if (known && Date.now() - known.asOf.getTime() < this.#reuseMs) {
      return toList(known, { isFresh: true });
    }
    try {
      return toList(await this.#refresh(source, project), { isFresh: true });
    } catch (error) {
      if (isNotFound(error)) {
        await this.#store.delete(scope);
        throw error;
      }
      const { message } = toError(error);
      if (!known) {
        throw new ServiceUnavailableError(
          `The flags of '${source.title}' cannot be read: ${message}`,
        );
      }
      return toList(known, { isFresh: false, error: message });
    }
  }

  /**
   * Turns a flag on or off in its own system.
   *
   * @remarks
   * The portal's token may change every project there, so the annotation of one
   * entity must not be enough: whoever may edit an entity could name the project of
   * others. The caller needs the permission for each entity that names the project.
   */
  async setEnabled(
    options: {
      source: string;
      key: string;
      environment: string;
      entityRef: string;
      isEnabled: boolean;
    },
    { credentials }: WithCredentials,
  ): Promise<void> {
    const { key, environment, isEnabled } = options;
    const source = this.#sources.get(options.source);
    const entityRef = normalizeEntityRef(options.entityRef);
    const project = await this.#findProject(source, entityRef, credentials);
    const entityRefs = await this.#findEntitiesOf(source, project);
    await this.#authorizer.authorize(
      [...new Set([entityRef, ...entityRefs])].map(ref => ({
        permission: flagTogglePermission,
        resource: { flagSet: source.name, flagKey: key, environment },
        entityRef: ref,
      })),
      credentials,
    );
    const { setEnabled } = source;
    if (!source.capabilities.toggle || !setEnabled) {
      throw new NotAllowedError(
        `The flags of '${source.title}' are only shown here; change them there`,
      );
    }

    const flag = await this.#call(source, signal =>
      source.getFlag({ project, key, signal }),
    );
    if (!flag?.environments.some(({ name }) => name === environment)) {
      throw new NotFoundError(
        `Project '${project}' of '${source.title}' has no flag '${key}' with an environment '${environment}'`,
      );
    }
    await this.#call(source, signal =>
      setEnabled.call(source, { project, key, environment, isEnabled, signal }),
    );
    await this.#remember(source, project, { key, environment, isEnabled });
  }

  async #refresh(source: FlagSource, project: string): Promise<KnownFlags> {
    const flags = await this.#call(source, signal =>
      source.listFlags({ project, signal }),
    );
    const known = {
      items: flags.map(flag => copyExternalFlag(flag, source.name)),
      asOf: new Date(),
    };
    await this.#store.put({ source: source.name, project }, known);
    return known;
  }

  /** After a change: reads all again, or else writes the change into what was known. */
  async #remember(
    source: FlagSource,
    project: string,
    change: { key: string; environment: string; isEnabled: boolean },
  ): Promise<void> {
    const scope = { source: source.name, project };
    try {
      await this.#refresh(source, project);
    } catch {
      // The change itself has succeeded; the next reader is told why reading does not.
      const known = await this.#store.get(scope);
      if (known) {
        await this.#store.put(scope, applyChange(known, change));
      }
    }
  }

  /** @throws ServiceUnavailableError for all that is no answer of the system */
  async #call<T>(
    source: FlagSource,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#breakerOf(source).call(work);
    } catch (error) {
      const { name, message } = toError(error);
      if (name === 'NotFoundError' || name === 'ServiceUnavailableError') {
        throw error;
      }
      this.#logger.warn(message, { source: source.name });
      throw new ServiceUnavailableError(message);
    }
  }

  #breakerOf({ name, title }: FlagSource): CircuitBreaker {
    const existing = this.#breakers.get(name);
    if (existing) {
      return existing;
    }
    const breaker = new CircuitBreaker({
      title,
      // An answer that there is no such project is an answer.
      isFailure: error => !isNotFound(error),
    });
    this.#breakers.set(name, breaker);
    return breaker;
  }

  async #findProject(
    source: FlagSource,
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<string> {
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(`The catalog has no entity '${entityRef}'`);
    }
    const project = entity.metadata.annotations?.[source.annotation]?.trim();
    if (!project) {
      throw new NotFoundError(
        `Entity '${entityRef}' has no annotation '${source.annotation}', which names its project in '${source.title}'`,
      );
    }
    return project;
  }

  async #findEntitiesOf(
    source: FlagSource,
    project: string,
  ): Promise<string[]> {
    const path = `metadata.annotations.${source.annotation}`;
    const { items } = await this.#catalog.getEntities(
      {
        filter: { [path]: project },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
        ],
      },
      // Entities that the caller cannot see count as well.
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items
      .filter(
        // The catalog compares without regard to case.
        ({ metadata }) =>
          metadata.annotations?.[source.annotation]?.trim() === project,
      )
      .map(entity => stringifyEntityRef(entity));
  }
}

function applyChange(
  { items, asOf }: KnownFlags,
  change: { key: string; environment: string; isEnabled: boolean },
): KnownFlags {
  return {
    asOf,
    items: items.map(flag =>
      flag.key !== change.key
        ? flag
        : {
            ...flag,
            environments: flag.environments.map(environment =>
              environment.name === change.environment
                ? { ...environment, isEnabled: change.isEnabled }
                : environment,
            ),
          },
    ),
  };
}

function toList(
  { items, asOf }: KnownFlags,
  state: { isFresh: boolean; error?: string },
): ExternalFlagList {
  return { items, asOf: asOf.toISOString(), ...state };
}

function isNotFound(error: unknown): boolean {
  return toError(error).name === 'NotFoundError';
}
