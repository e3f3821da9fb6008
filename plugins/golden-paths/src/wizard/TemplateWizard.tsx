import { stringifyEntityRef } from '@backstage/catalog-model';
import { Progress } from '@backstage/core-components';
import {
  AnalyticsContext,
  BreadcrumbEntry,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import {
  scaffolderApiRef,
  SecretsContextProvider,
  useTemplateSecrets,
  type FieldExtensionOptions,
  type ReviewStepProps,
} from '@backstage/plugin-scaffolder-react';
import {
  useTemplateParameterSchema,
  Workflow,
} from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonValue } from '@backstage/types';
import { Container } from '@backstage/ui';
import { LoadingState, RequestFailure } from '@causeway/frontend-common';
import { useMemo, useState, type ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { goldenPathsTranslationRef } from '../translation';
import { ReviewStep } from './ReviewStep';

interface TemplatesSubPageProps {
  fields: FieldExtensionOptions[];
  theme: 'mui' | 'bui';
  /** Upstream's, which shows the list. */
  original: ReactElement;
}

/** The list of templates as upstream has it, and the form with our review page. */
export function TemplatesSubPage(props: TemplatesSubPageProps) {
  const { original, ...rest } = props;
  const [namespace, templateName, ...more] = (useParams()['*'] ?? '')
    .split('/')
    .filter(Boolean);
  return namespace && templateName && more.length === 0 ? (
    <TemplateWizard
      key={`${namespace}/${templateName}`}
      namespace={namespace}
      templateName={templateName}
      original={original}
      {...rest}
    />
  ) : (
    original
  );
}

interface TemplateWizardProps extends TemplatesSubPageProps {
  namespace: string;
  templateName: string;
}

function TemplateWizard(props: TemplateWizardProps) {
  const [attempt, setAttempt] = useState(1);
  return (
    <LoadedWizard
      key={attempt}
      onRetry={() => setAttempt(attempt + 1)}
      {...props}
    />
  );
}

function LoadedWizard(props: TemplateWizardProps & { onRetry: () => void }) {
  const { namespace, templateName, original, onRetry } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const templateRef = stringifyEntityRef({
    kind: 'Template',
    namespace,
    name: templateName,
  });
  const { manifest, error } = useTemplateParameterSchema(templateRef);
  // Upstream's form would leave for the list of templates, and say why in passing.
  const describeFailure = (reason: Error) => (
    <Container>
      <RequestFailure
        title={t('form.loadFailed')}
        forbiddenHint={t('form.forbiddenHint')}
        error={reason}
        onRetry={onRetry}
      />
    </Container>
  );
  if (error) {
    return describeFailure(error);
  }
  if (!manifest) {
    return (
      <Container>
        <LoadingState label={t('form.loading')} height={320} />
      </Container>
    );
  }
  // Only upstream's form can run decorators.
  if (manifest.formDecorators?.length) {
    return original;
  }
  return (
    <AnalyticsContext attributes={{ entityRef: templateRef }}>
      <BreadcrumbEntry entry={{ label: templateName, href: '.' }}>
        <SecretsContextProvider>
          <WizardForm
            {...props}
            templateRef={templateRef}
            title={manifest.title}
            describeFailure={describeFailure}
          />
        </SecretsContextProvider>
      </BreadcrumbEntry>
    </AnalyticsContext>
  );
}

function WizardForm(
  props: TemplatesSubPageProps & {
    namespace: string;
    templateName: string;
    templateRef: string;
    title: string;
    describeFailure: (error: Error) => JSX.Element;
  },
) {
  const { namespace, templateName, templateRef, title, fields, theme } = props;
  const scaffolderApi = useApi(scaffolderApiRef);
  const { secrets } = useTemplateSecrets();
  const navigate = useNavigate();
  const taskLink = useRouteRef(scaffolderPlugin.routes.ongoingTask);
  const [isCreating, setCreating] = useState(false);

  const create = async (values: Record<string, JsonValue>) => {
    setCreating(true);
    try {
      const { taskId } = await scaffolderApi.scaffold({
        templateRef,
        values,
        secrets,
      });
      navigate(taskLink?.({ taskId }) ?? '');
    } finally {
      setCreating(false);
    }
  };

  const components = useMemo(
    () => ({
      ReviewStepComponent: (review: ReviewStepProps) => (
        <ReviewStep {...review} templateRef={templateRef} title={title} />
      ),
    }),
    [templateRef, title],
  );
  return (
    <>
      {isCreating && <Progress />}
      <Workflow
        namespace={namespace}
        templateName={templateName}
        onCreate={create}
        onError={error => (error ? props.describeFailure(error) : null)}
        extensions={fields}
        components={components}
        formProps={{ EXPERIMENTAL_theme: theme }}
      />
    </>
  );
}
