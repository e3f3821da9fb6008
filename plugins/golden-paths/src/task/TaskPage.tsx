import { parseEntityRef } from '@backstage/catalog-model';
import {
  BreadcrumbEntry,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import {
  taskCancelPermission,
  taskCreatePermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  scaffolderApiRef,
  useTaskEventStream,
  type TaskStream,
} from '@backstage/plugin-scaffolder-react';
import {
  DefaultTemplateOutputs,
  TaskLogStream,
  TaskSteps,
  type ScaffolderTemplateOutputsComponent,
} from '@backstage/plugin-scaffolder-react/alpha';
import {
  Alert,
  Button,
  ButtonLink,
  Container,
  Header,
  Text,
  useBreakpoint,
} from '@backstage/ui';
import {
  getErrorMessage,
  LoadingState,
  RequestFailure,
} from '@causeway/frontend-common';
import { useState, type ReactElement } from 'react';
import { useParams } from 'react-router-dom';
import { goldenPathsTranslationRef } from '../translation';
import { describeTask, type TaskSummary } from './describeTask';
import { Remains } from './Remains';
import styles from './TaskPage.module.css';

interface TasksSubPageProps {
  outputs: {
    component: ScaffolderTemplateOutputsComponent;
    templateRefs: string[];
  }[];
  /** Upstream's, which shows the list. */
  original: ReactElement;
}

/** The list of tasks as upstream has it, and our page of one. */
export function TasksSubPage(props: TasksSubPageProps) {
  const [taskId, ...more] = (useParams()['*'] ?? '').split('/').filter(Boolean);
  return taskId && more.length === 0 ? (
    <BreadcrumbEntry entry={{ label: taskId, href: '.' }}>
      <TaskPage key={taskId} taskId={taskId} outputs={props.outputs} />
    </BreadcrumbEntry>
  ) : (
    props.original
  );
}

/** How a run goes: its steps and log, and on failure why, what is left and what to do. */
function TaskPage(props: {
  taskId: string;
  outputs: TasksSubPageProps['outputs'];
}) {
  const { taskId, outputs } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const stream = useTaskEventStream(taskId);

  if (!stream.task) {
    return (
      <Container>
        {stream.error ? (
          <RequestFailure
            title={t('task.loadFailed')}
            forbiddenHint={t('task.forbiddenHint')}
            error={stream.error}
          />
        ) : (
          <LoadingState label={t('task.loading')} height={320} />
        )}
      </Container>
    );
  }
  const summary = describeTask(stream);
  const Outputs =
    outputs.find(({ templateRefs }) =>
      templateRefs.includes(summary.templateRef ?? ''),
    )?.component ?? DefaultTemplateOutputs;

  return (
    <>
      <Title taskId={taskId} stream={stream} summary={summary} />
      <Container>
        <div className={styles.sections}>
          <div role="status" aria-live="polite">
            <StatusLine summary={summary} />
          </div>
          {summary.state === 'failed' && (
            <Cause stream={stream} summary={summary} />
          )}
          {(summary.state === 'failed' || summary.state === 'cancelled') && (
            <Remains
              key={stream.error?.message}
              parameters={stream.task.spec.parameters}
              hasPublished={summary.hasPublished}
            />
          )}
          <Outputs output={stream.output} />
          <section aria-label={t('task.steps')}>
            <TaskSteps
              steps={summary.steps}
              activeStep={summary.activeStep}
              isComplete={stream.completed}
              isError={Boolean(stream.error)}
            />
          </section>
          <section aria-labelledby="task-log" className={styles.log}>
            <Text as="h3" id="task-log" variant="title-x-small" weight="bold">
              {t('task.log')}
            </Text>
            <div className={styles.lines}>
              <TaskLogStream logs={stream.stepLogs} />
            </div>
          </section>
        </div>
      </Container>
    </>
  );
}

function Title(props: {
  taskId: string;
  stream: TaskStream;
  summary: TaskSummary;
}) {
  const { taskId, stream, summary } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const template = useEntityPresentation(
    summary.templateRef ?? 'template:default/unknown',
  ).primaryTitle;
  const { allowed: mayCreate } = usePermission({
    permission: taskCreatePermission,
  });
  const startOver = useStartOver(stream, summary);
  const hasEnded = summary.state !== 'running' && summary.state !== 'open';
  const isNarrow = useBreakpoint().down('sm');
  const actions = (
    <>
      {!hasEnded && <CancelButton taskId={taskId} />}
      {hasEnded && summary.state !== 'done' && mayCreate && (
        <>
          {startOver && (
            <ButtonLink variant="secondary" href={startOver}>
              {t('task.startOver')}
            </ButtonLink>
          )}
          {summary.isRetryable && <RetryButton taskId={taskId} />}
        </>
      )}
    </>
  );

  return (
    <>
      <Header
        title={t('task.title', {
          template: summary.templateRef ? template : taskId,
        })}
        // Beside them a narrow title would be cut after two letters.
        customActions={isNarrow ? undefined : actions}
      />
      {isNarrow && (
        <Container>
          <div className={styles.actions}>{actions}</div>
        </Container>
      )}
    </>
  );
}

function CancelButton({ taskId }: { taskId: string }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const scaffolderApi = useApi(scaffolderApiRef);
  const { allowed } = usePermission({
    permission: taskCancelPermission,
    resourceRef: taskId,
  });
  return (
    <ActionButton
      label={t('task.cancel')}
      failure={t('task.cancelFailed')}
      isDisabled={!allowed}
      act={() => scaffolderApi.cancelTask(taskId)}
    />
  );
}

function RetryButton({ taskId }: { taskId: string }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const scaffolderApi = useApi(scaffolderApiRef);
  return (
    <ActionButton
      variant="primary"
      label={t('task.retry')}
      failure={t('task.retryFailed')}
      act={async () => scaffolderApi.retry?.(taskId)}
    />
  );
}

function ActionButton(props: {
  label: string;
  failure: string;
  variant?: 'primary' | 'secondary';
  isDisabled?: boolean;
  act: () => Promise<unknown>;
}) {
  const { label, failure, variant = 'secondary', isDisabled, act } = props;
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const press = async () => {
    setPending(true);
    setError(undefined);
    try {
      await act();
    } catch (reason) {
      setError(reason instanceof Error ? reason : new Error(String(reason)));
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      {error && (
        <Alert
          status="danger"
          icon
          title={failure}
          description={getErrorMessage(error)}
        />
      )}
      <Button
        variant={variant}
        isPending={isPending}
        isDisabled={isDisabled}
        onPress={press}
      >
        {label}
      </Button>
    </>
  );
}

function StatusLine({ summary }: { summary: TaskSummary }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const { state, currentStep: step } = summary;
  const text = {
    open: t('task.starting'),
    running: step ? t('task.running', { step }) : t('task.starting'),
    done: t('task.done'),
    failed: step ? t('task.failed', { step }) : t('task.failedBefore'),
    cancelled: t('task.cancelled'),
  }[state];
  return (
    <Text as="p" variant="body-large" weight="bold" className={styles.status}>
      {text}
    </Text>
  );
}

function Cause(props: { stream: TaskStream; summary: TaskSummary }) {
  const { stream, summary } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const { currentStep: step } = summary;
  return (
    <Alert
      status="danger"
      icon
      className={styles.cause}
      title={step ? t('task.causeOf', { step }) : t('task.cause')}
      description={stream.error?.message || t('task.noReason')}
    />
  );
}

/** The form of the same template, filled in with the answers of this run. */
function useStartOver(
  { task }: TaskStream,
  { templateRef }: TaskSummary,
): string | undefined {
  const templateLink = useRouteRef(scaffolderPlugin.routes.selectedTemplate);
  if (!templateRef || !templateLink || !task) {
    return undefined;
  }
  const { namespace, name } = parseEntityRef(templateRef);
  const query = new URLSearchParams({
    formData: JSON.stringify(task.spec.parameters),
  });
  return `${templateLink({ namespace, templateName: name })}?${query}`;
}
