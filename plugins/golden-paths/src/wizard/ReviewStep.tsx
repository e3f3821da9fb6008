import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { ReviewStepProps } from '@backstage/plugin-scaffolder-react';
import { ReviewState } from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, Button, Text } from '@backstage/ui';
import { getErrorMessage } from '@causeway/frontend-common';
import { useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { goldenPathsApiRef } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import { describePlan } from './describePlan';
import { FilePreview } from './FilePreview';
import styles from './ReviewStep.module.css';

interface GoldenPathReviewProps extends ReviewStepProps {
  templateRef: string;
  title: string;
}

/** Says before anything is done what will be: in words, as answers, and as files. */
export function ReviewStep(props: GoldenPathReviewProps) {
  const { formData, steps, templateRef, title } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const [isCreating, setCreating] = useState(false);
  const [error, setError] = useState<Error>();

  const create = async () => {
    setCreating(true);
    setError(undefined);
    try {
      await props.handleCreate();
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      setCreating(false);
    }
  };

  return (
    <div className={styles.review}>
      <section aria-labelledby="review-plan">
        <Text as="h3" id="review-plan" variant="title-x-small" weight="bold">
          {t('review.title')}
        </Text>
        <PlanInWords values={formData} title={title} />
      </section>
      <section aria-labelledby="review-answers" className={styles.answers}>
        <Text as="h3" id="review-answers" variant="title-x-small" weight="bold">
          {t('review.answers')}
        </Text>
        <ReviewState
          formState={formData}
          schemas={steps.map(step => ({ title: '', ...step }))}
        />
      </section>
      <section aria-labelledby="review-files">
        <Text as="h3" id="review-files" variant="title-x-small" weight="bold">
          {t('review.files')}
        </Text>
        <FilePreview templateRef={templateRef} values={formData} />
      </section>
      {error && <Alert status="danger" icon title={getErrorMessage(error)} />}
      <div className={styles.buttons}>
        <Button
          variant="tertiary"
          onPress={props.handleBack}
          isDisabled={isCreating}
        >
          {t('review.back')}
        </Button>
        <Button
          variant="primary"
          onPress={create}
          isPending={isCreating}
          isDisabled={props.disableButtons}
        >
          {t('review.create')}
        </Button>
      </div>
    </div>
  );
}

function PlanInWords(props: {
  values: ReviewStepProps['formData'];
  title: string;
}) {
  const { values, title } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  // The other sentences do not need to know the hosts.
  const { value: hosts } = useAsync(
    () => goldenPathsApi.listHosts(),
    [goldenPathsApi],
  );
  const { name, ownerRef, systemRef, repository } = describePlan(
    values,
    hosts ?? [],
  );

  return (
    <ul className={styles.plan}>
      <li>
        {name
          ? t('review.creates', { title, name })
          : t('review.runs', { title })}
      </li>
      {repository && (
        <li>
          {t('review.repository', {
            repository: repository.path,
            host: repository.host,
          })}
        </li>
      )}
      {ownerRef && (
        <li>
          {t('review.owner')}{' '}
          <EntityRefLink entityRef={ownerRef} defaultKind="group" />.
        </li>
      )}
      {systemRef && (
        <li>
          {t('review.system')}{' '}
          <EntityRefLink entityRef={systemRef} defaultKind="system" />.
        </li>
      )}
      {name && (
        <li>
          {t('review.catalog', { entityRef: `component:default/${name}` })}
        </li>
      )}
      <li>{t('review.nothingYet')}</li>
    </ul>
  );
}
