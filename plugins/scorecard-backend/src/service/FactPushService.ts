import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { DatabaseFactStore } from '../facts/DatabaseFactStore';
import type { DatabaseEvaluationQueue } from '../queue/DatabaseEvaluationQueue';

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
  readonly #catalog: Pick<CatalogService, 'getEntityByRef'>;
  readonly #facts: Pick<DatabaseFactStore, 'push'>;
  readonly #queue: Pick<DatabaseEvaluationQueue, 'add'>;
  readonly #factRefs: ReadonlySet<string>;
  readonly #pushers: ReadonlySet<string> | undefined;

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    facts: Pick<DatabaseFactStore, 'push'>;
    queue: Pick<DatabaseEvaluationQueue, 'add'>;
    /** Facts that may be pushed. */
    factRefs: ReadonlySet<string>;
    /** Subjects of tokens and refs of users that may push; every service if absent. */
    pushers?: readonly string[];
  }) {
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
    const subject = this.#authorize(credentials);
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
      credentials,
    });
    if (!entity) {
      throw new NotFoundError(`No entity '${entityRef}' in the catalog`);
    }
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

  #authorize(credentials: BackstageCredentials): string {
    const { subject, isService } = toSubject(credentials);
    if (this.#pushers ? !this.#pushers.has(subject) : !isService) {
      throw new NotAllowedError(`'${subject}' may not push facts`);
    }
    return subject;
  }
}

function toSubject({ principal }: BackstageCredentials): {
  subject: string;
  isService: boolean;
} {
  if (typeof principal === 'object' && principal !== null) {
    if ('userEntityRef' in principal) {
      return { subject: String(principal.userEntityRef), isService: false };
    }
    if ('subject' in principal) {
      return { subject: String(principal.subject), isService: true };
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
