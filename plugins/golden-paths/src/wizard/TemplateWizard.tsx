import { stringifyEntityRef } from '@backstage/catalog-model';
import { Progress } from '@backstage/core-components';
import {
  AnalyticsContext,
  BreadcrumbEntry,
  useApi,
  useRouteRef,
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
import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { Navigate, useNavigate, useParams } from 'react-router-dom';
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

function TemplateWizard(
  props: TemplatesSubPageProps & { namespace: string; templateName: string },
) {
  const { namespace, templateName, original } = props;
  const templateRef = stringifyEntityRef({
    kind: 'Template',
    namespace,
    name: templateName,
  });
  const { manifest } = useTemplateParameterSchema(templateRef);
  // Only upstream's form can run decorators.
  if (manifest?.formDecorators?.length) {
    return original;
  }
  return (
    <AnalyticsContext attributes={{ entityRef: templateRef }}>
      <BreadcrumbEntry entry={{ label: templateName, href: '.' }}>
        <SecretsContextProvider>
          <WizardForm
            {...props}
            templateRef={templateRef}
            title={manifest?.title ?? templateName}
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
  },
) {
  const { namespace, templateName, templateRef, title, fields, theme } = props;
  const scaffolderApi = useApi(scaffolderApiRef);
  const { secrets } = useTemplateSecrets();
  const navigate = useNavigate();
  const taskLink = useRouteRef(scaffolderPlugin.routes.ongoingTask);
  const rootLink = useRouteRef(scaffolderPlugin.routes.root);
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
  const onError = useCallback(
    () => <Navigate to={rootLink?.() ?? '/'} />,
    [rootLink],
  );

  return (
    <>
      {isCreating && <Progress />}
      <Workflow
        namespace={namespace}
        templateName={templateName}
        onCreate={create}
        onError={onError}
        extensions={fields}
        components={components}
        formProps={{ EXPERIMENTAL_theme: theme }}
      />
    </>
  );
}
