import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';

const retryMilliseconds = 5_000;

/**
 * Starts what needs the database, now or as soon as it answers.
 *
 * @throws if it does not answer and there is nothing to do without it
 */
export async function startOrRetry(options: {
  start: () => Promise<void>;
  canWait: boolean;
  lifecycle: LifecycleService;
  logger: LoggerService;
  delayMilliseconds?: number;
}): Promise<void> {
  const { start, canWait, lifecycle, logger } = options;
  const delay = options.delayMilliseconds ?? retryMilliseconds;
  let timer: NodeJS.Timeout | undefined;
  const retry = () => {
    timer = setTimeout(
      () =>
        start().then(
          () => logger.info('Feature flags can be managed again'),
          retry,
        ),
      delay,
    );
    timer.unref();
  };
  try {
    await start();
  } catch (error) {
    if (!canWait) {
      throw error;
    }
    logger.error(
      `The database does not answer, so feature flags are served as they were saved: ${stringifyError(
        error,
      )}`,
    );
    lifecycle.addShutdownHook(() => clearTimeout(timer));
    retry();
  }
}
