import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { toCatalogCredentials } from '@causeway/backend-common';
import { scorecardFactsWritePermission } from '@causeway/plugin-scorecard-common';
import type { DatabaseFactStore } from '../facts/DatabaseFactStore';
import type { DatabaseEvaluationQueue } from '../queue/DatabaseEvaluationQueue';
import type { CallerAccess } from './CallerAccess';

/** A fact as a pipeline sends it. */
export interface FactPush {
  entityRef: string;
  factRef: string;
  value: JsonValue;
  /** What it comes from, for example the URL of a build. */
  source: string;
  /** Holds until the next one if absent. */
  ttlSeconds?: number;
  idempotencyKey: string;
}

/** Characters of a value; what is larger belongs behind a collector. */
const maximumValueLength = 65_536;

/** Takes facts from outside. */
export class FactPushService {
  readonly #access: Pick<CallerAccess, 'assertMay'>;
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #facts: Pick<DatabaseFactStore, 'push'>;
  readonly #queue: Pick<DatabaseEvaluationQueue, 'add'>;
  readonly #factRefs: ReadonlySet<string>;
  readonly #pushers: ReadonlySet<string> | undefined;

  constructor(options: {
    access: Pick<CallerAccess, 'assertMay'>;
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    facts: Pick<DatabaseFactStore, 'push'>;
    queue: Pick<DatabaseEvaluationQueue, 'add'>;
    /** Facts that may be pushed. */
    factRefs: ReadonlySet<string>;
    /** Subjects of tokens and refs of users, beside whom nobody may push. */
    pushers?: readonly string[];
  }) {
    this.#access = options.access;
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#facts = options.facts;
    this.#queue = options.queue;
    this.#factRefs = options.factRefs;
    this.#pushers = options.pushers && new Set(options.pushers);
  }

  /**
   * Stores a fact and has its entity evaluated.
   *
   * @returns whether it was stored; the same idempotency key again changes nothing
   */
  async push(
    fact: FactPush,
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<boolean> {
    const subject = this.#findPusher(credentials);
    if (!this.#factRefs.has(fact.factRef)) {
      throw new InputError(
        `The fact '${fact.factRef}' is not one that may be pushed; add it to scorecard.pushedFacts`,
      );
    }
    const { length } = JSON.stringify(fact.value);
    if (length > maximumValueLength) {
      throw new InputError(
        `The value has ${length} characters, ${maximumValueLength} are stored at most`,
      );
    }
    const entityRef = toEntityRef(fact.entityRef);
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials: await toCatalogCredentials(credentials, this.#auth),
    });
    if (!entity) {
      throw new NotFoundError(`No entity '${entityRef}' in the catalog`);
    }
    await this.#access.assertMay(scorecardFactsWritePermission, {
      action: 'store facts of',
      entityRef,
      credentials,
    });
    const isStored = await this.#facts.push({
      entityRef,
      factRef: fact.factRef,
      value: fact.value,
      source: `${fact.source} (${subject})`,
      expiresAt:
        fact.ttlSeconds === undefined
          ? undefined
          : new Date(Date.now() + fact.ttlSeconds * 1000),
      idempotencyKey: fact.idempotencyKey,
    });
    if (isStored) {
      await this.#queue.add([entityRef], { cause: 'fact' });
    }
    return isStored;
  }

  #findPusher(credentials: BackstageCredentials): string {
    const subject = toSubject(credentials);
    if (this.#pushers && !this.#pushers.has(subject)) {
      throw new NotAllowedError(
        `'${subject}' may not store facts; it is not one of scorecard.pushers`,
      );
    }
    return subject;
  }
}

function toSubject({ principal }: BackstageCredentials): string {
  if (typeof principal === 'object' && principal !== null) {
    if ('userEntityRef' in principal) {
      return String(principal.userEntityRef);
    }
    if ('subject' in principal) {
      return String(principal.subject);
    }
  }
  throw new NotAllowedError('A fact needs to be pushed by someone');
}

/** @throws InputError if it is not a full reference */
export function toEntityRef(text: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(text));
  } catch {
    throw new InputError(
      `'${text}' is not a reference of an entity, for example component:default/shop`,
    );
  }
}
