import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  catalogChangesTopic,
  type CatalogChanges,
} from '@causeway/backend-common';

const delayMs = 200;
const maximumRefs = 500;

/** Publishes changes in batches: the first start of a catalog changes all of it. */
export class ChangePublisher {
  readonly #events: Pick<EventsService, 'publish'>;
  readonly #logger: LoggerService;
  #entityRefs = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    events: Pick<EventsService, 'publish'>;
    logger: LoggerService;
  }) {
    this.#events = options.events;
    this.#logger = options.logger;
  }

  add(entityRef: string): void {
    this.#entityRefs.add(entityRef);
    if (this.#entityRefs.size >= maximumRefs) {
      this.#publish();
    } else {
      this.#timer ??= setTimeout(() => this.#publish(), delayMs);
    }
  }

  #publish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const eventPayload: CatalogChanges = { entityRefs: [...this.#entityRefs] };
    this.#entityRefs = new Set();
    this.#events
      .publish({ topic: catalogChangesTopic, eventPayload })
      .catch(error =>
        // The next full run finds what is lost here.
        this.#logger.warn('Cannot tell of changes in the catalog', error),
      );
  }
}
