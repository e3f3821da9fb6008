import type { TaskStep } from '@backstage/plugin-scaffolder-common';
import type {
  ScaffolderStep,
  TaskStream,
} from '@backstage/plugin-scaffolder-react';

export interface TaskSummary {
  state: 'open' | 'running' | 'done' | 'failed' | 'cancelled';
  steps: (TaskStep & ScaffolderStep)[];
  activeStep: number;
  /** Name of the step that runs, or that failed. */
  currentStep?: string;
  templateRef?: string;
  /** Whether a step that makes a repository or a pull request came to its end. */
  hasPublished: boolean;
  /** Whether the template lets a task run again. */
  isRetryable: boolean;
}

const publishAction =
  /^(publish:|golden-path:publish|golden-path:pull-request)/;

/** What a page says of a run, from what the scaffolder tells of it. */
export function describeTask(
  stream: Pick<
    TaskStream,
    'cancelled' | 'completed' | 'error' | 'steps' | 'task'
  >,
): TaskSummary {
  const { cancelled, completed, error, task } = stream;
  const steps = (task?.spec.steps ?? []).map(step => ({
    ...step,
    ...stream.steps[step.id],
  }));
  const begun = steps.filter(({ status }) => status && status !== 'open');
  const failed = steps.find(({ status }) => status === 'failed');
  const current = failed ?? begun[begun.length - 1];
  return {
    state: findState(),
    steps,
    activeStep: current ? steps.indexOf(current) : 0,
    currentStep: current?.name,
    templateRef: task?.spec.templateInfo?.entityRef,
    hasPublished: steps.some(
      ({ action, status }) =>
        publishAction.test(action) && status === 'completed',
    ),
    isRetryable:
      task?.spec.EXPERIMENTAL_recovery?.EXPERIMENTAL_strategy === 'startOver',
  };

  function findState(): TaskSummary['state'] {
    if (error) {
      return 'failed';
    }
    if (cancelled) {
      return 'cancelled';
    }
    if (completed) {
      return 'done';
    }
    return begun.length > 0 ? 'running' : 'open';
  }
}
