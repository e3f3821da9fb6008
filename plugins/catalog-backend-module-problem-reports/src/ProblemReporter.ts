import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';

/** Something in a catalog file that its author should mend. */
export interface CatalogProblem {
  title: string;
  /** What is wrong, where, and how to mend it. */
  description: string;
  /** The entity whose page shows more. */
  link: string;
}

/** Tells of each problem once: in the log, and to those who look after the catalog. */
export class ProblemReporter {
  readonly #logger: LoggerService;
  readonly #notifications: NotificationService;
  readonly #recipients: string[];
  readonly #reported = new Set<string>();

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
    if (this.#reported.has(problem.description)) {
      return;
    }
    this.#reported.add(problem.description);
    this.#logger.warn(problem.description);
    if (this.#recipients.length > 0) {
      await this.#notifications.send({
        recipients: { type: 'entity', entityRef: this.#recipients },
        payload: {
          ...problem,
          topic: 'Catalog problems',
          severity: 'normal',
          // Replicas and restarts renew the notification instead of adding one.
          scope: problem.title,
        },
      });
    }
  }
}
