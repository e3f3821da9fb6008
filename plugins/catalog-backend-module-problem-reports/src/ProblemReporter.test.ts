import { mockServices } from '@backstage/backend-test-utils';
import { describeConflict } from './describeConflict';
import { ProblemReporter } from './ProblemReporter';

const conflict = {
  entityRef: 'component:default/twin',
  existingLocationKey: 'url:https://git.example/one/catalog-info.yaml',
  newLocationKey: 'url:https://git.example/two/catalog-info.yaml',
};

describe('describeConflict', () => {
  it('names both files and the mend', () => {
    expect(describeConflict(conflict)).toEqual([
      {
        title: 'Two files claim the name component:default/twin',
        description:
          'component:default/twin of https://git.example/two/catalog-info.yaml is in conflict with https://git.example/one/catalog-info.yaml, which claimed the name first. Rename one of them.',
        link: '/catalog/default/component/twin',
      },
    ]);
  });

  it.each([undefined, 'text', {}, { entityRef: 'component:default/twin' }])(
    'ignores %p',
    payload => {
      expect(describeConflict(payload)).toEqual([]);
    },
  );
});

describe('ProblemReporter', () => {
  const problem = {
    title: 'Two files claim the name component:default/twin',
    description: 'Rename one of them.',
    link: '/catalog/default/component/twin',
  };

  it('logs a problem and notifies the recipients, once', async () => {
    const logger = mockServices.logger.mock();
    const notifications = { send: jest.fn().mockResolvedValue(undefined) };
    const reporter = new ProblemReporter({
      logger,
      notifications,
      recipients: ['group:default/platform-team'],
    });

    await reporter.report(problem);
    await reporter.report(problem);

    expect(logger.warn.mock.calls).toEqual([['Rename one of them.']]);
    expect(notifications.send.mock.calls).toEqual([
      [
        {
          recipients: {
            type: 'entity',
            entityRef: ['group:default/platform-team'],
          },
          payload: {
            ...problem,
            topic: 'Catalog problems',
            severity: 'high',
            scope: problem.title,
          },
        },
      ],
    ]);
  });

  it('tells of a problem again that was gone for more than a day', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const logger = mockServices.logger.mock();
    const reporter = new ProblemReporter({
      logger,
      notifications: { send: jest.fn() },
      recipients: [],
    });
    const hours = (count: number) => count * 60 * 60 * 1000;

    await reporter.report(problem);
    jest.advanceTimersByTime(hours(23));
    await reporter.report(problem);
    jest.advanceTimersByTime(hours(23));
    await reporter.report(problem);
    expect(logger.warn).toHaveBeenCalledTimes(1);

    jest.advanceTimersByTime(hours(25));
    await reporter.report(problem);
    expect(logger.warn).toHaveBeenCalledTimes(2);
    jest.useRealTimers();
  });

  it('cuts the beginning of a title that is too long to store', async () => {
    const notifications = { send: jest.fn() };
    const reporter = new ProblemReporter({
      logger: mockServices.logger.mock(),
      notifications,
      recipients: ['group:default/platform-team'],
    });

    await reporter.report({
      ...problem,
      title: `${'folder/'.repeat(50)}catalog-info.yaml has an error`,
    });

    const { payload } = notifications.send.mock.calls[0][0];
    expect(payload.title).toHaveLength(255);
    expect(payload.title).toMatch(/^….*catalog-info.yaml has an error$/);
    expect(payload.scope).toBe(payload.title);
  });

  it('only logs without recipients', async () => {
    const logger = mockServices.logger.mock();
    const notifications = { send: jest.fn() };

    await new ProblemReporter({ logger, notifications, recipients: [] }).report(
      problem,
    );

    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(notifications.send).not.toHaveBeenCalled();
  });
});
