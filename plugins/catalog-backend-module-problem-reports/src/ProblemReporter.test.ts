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
    expect(describeConflict(conflict)).toEqual({
      title: 'Two files claim the name component:default/twin',
      description:
        'component:default/twin of https://git.example/two/catalog-info.yaml is in conflict with https://git.example/one/catalog-info.yaml, which claimed the name first. Rename one of them.',
      link: '/catalog/default/component/twin',
    });
  });

  it.each([undefined, 'text', {}, { entityRef: 'component:default/twin' }])(
    'ignores %p',
    payload => {
      expect(describeConflict(payload)).toBeUndefined();
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
            severity: 'normal',
            scope: problem.title,
          },
        },
      ],
    ]);
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
