import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';

/** Something in a catalog file that its author should mend. */
export interface CatalogProblem {
  title: string;
  /** What is wrong, where, and how to mend it. */
  description: string;
  /** Where there is more to see: the page of the entity, or the file. */
  link?: string;
}

// As long as the notifications' columns for titles and scopes.
const maxTitleLength = 255;

// Longer than any interval between two looks at one file: what stays away for longer and then
// comes back was mended in between.
const forgottenAfterMs = 24 * 60 * 60 * 1000;

/** Tells of each problem once: in the log, and to those who look after the catalog. */
export class ProblemReporter {
  readonly #logger: LoggerService;
  readonly #notifications: NotificationService;
  readonly #recipients: string[];
  readonly #lastSeen = new Map<string, number>();

  constructor(options: {
    logger: LoggerService;
    notifications: NotificationService;
    /** Refs of users and groups. */
    recipients: string[];
  }) {
    this.#logger = options.logger;
    this.#notifications = options.notifications;
    this.#recipients = options.recipients;
  }

  async report(problem: CatalogProblem): Promise<void> {
    if (this.#isKnown(problem)) {
      return;
    }
    const title = cutStart(problem.title, maxTitleLength);
    this.#logger.warn(problem.description);
    if (this.#recipients.length > 0) {
      await this.#notifications.send({
        recipients: { type: 'entity', entityRef: this.#recipients },
        payload: {
          ...problem,
          title,
          topic: 'Catalog problems',
          // Below it, the portal shows a tick.
          severity: 'high',
          // Replicas and restarts renew the notification instead of adding one.
          scope: title,
        },
      });
    }
  }
  #isKnown({ description }: CatalogProblem): boolean {
    const now = Date.now();
    const lastSeen = this.#lastSeen.get(description);
    this.#lastSeen.set(description, now);
    return lastSeen !== undefined && now - lastSeen < forgottenAfterMs;
  }
}

/** Paths differ most at their end. */
function cutStart(text: string, maxLength: number): string {
  return text.length > maxLength ? `…${text.slice(1 - maxLength)}` : text;
}
