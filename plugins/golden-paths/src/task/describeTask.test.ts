import type { ScaffolderTask } from '@backstage/plugin-scaffolder-react';
import { describeTask } from './describeTask';

const task: ScaffolderTask = {
  id: 'one',
  status: 'failed',
  createdAt: '2026-11-01T00:00:00Z',
  lastHeartbeatAt: '2026-11-01T00:00:00Z',
  spec: {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    EXPERIMENTAL_recovery: { EXPERIMENTAL_strategy: 'startOver' },
    parameters: {},
    output: {},
    templateInfo: { entityRef: 'template:default/go-microservice' },
    steps: [
      { id: 'a', name: 'Render', action: 'golden-path:fetch' },
      { id: 'b', name: 'Publish', action: 'golden-path:publish' },
      { id: 'c', name: 'Register', action: 'catalog:register' },
    ],
  },
};

type Status = 'open' | 'processing' | 'completed' | 'failed';

function describeRun(
  statuses: Status[],
  end: { error?: Error; completed?: boolean; cancelled?: boolean } = {},
) {
  const ids = ['a', 'b', 'c'];
  return describeTask({
    cancelled: false,
    completed: false,
    task,
    steps: Object.fromEntries(
      ids.map((id, index) => [id, { id, status: statuses[index] }]),
    ),
    ...end,
  });
}

describe('describeTask', () => {
  it('tells how far a run is', () => {
    expect(describeRun(['open', 'open', 'open'])).toMatchObject({
      state: 'open',
      currentStep: undefined,
      isRetryable: true,
    });
    expect(describeRun(['completed', 'processing', 'open'])).toMatchObject({
      state: 'running',
      currentStep: 'Publish',
      activeStep: 1,
      hasPublished: false,
    });
    expect(
      describeRun(['completed', 'completed', 'completed'], { completed: true }),
    ).toMatchObject({ state: 'done', hasPublished: true });
  });

  it('names the step that failed, and whether something was published before', () => {
    const error = new Error('No');
    expect(
      describeRun(['completed', 'failed', 'open'], { error, completed: true }),
    ).toMatchObject({
      state: 'failed',
      currentStep: 'Publish',
      hasPublished: false,
    });
    expect(
      describeRun(['completed', 'completed', 'failed'], { error }),
    ).toMatchObject({ currentStep: 'Register', hasPublished: true });
  });

  it('tells a cancelled run from a failed one', () => {
    expect(
      describeRun(['completed', 'processing', 'open'], { cancelled: true }),
    ).toMatchObject({ state: 'cancelled' });
  });
});
