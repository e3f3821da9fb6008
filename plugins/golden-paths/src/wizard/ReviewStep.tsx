import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef, EntityRefLink } from '@backstage/plugin-catalog-react';
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
import { readEffect, type Effect } from './readEffect';
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
  const catalogApi = useApi(catalogApiRef);
  const { value: template, loading } = useAsync(
    () => catalogApi.getEntityByRef(templateRef),
    [catalogApi, templateRef],
  );
  const effect = readEffect(template);

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
        {!loading && (
          <PlanInWords values={formData} title={title} effect={effect} />
        )}
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
        {effect !== 'creates' && (
          <Text as="p" color="secondary">
            {t(`review.${effect}Files`)}
          </Text>
        )}
        {!loading && effect !== 'updates' && (
          <FilePreview templateRef={templateRef} values={formData} />
        )}
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
          isDisabled={props.disableButtons || loading}
        >
          {t(effect === 'creates' ? 'review.create' : 'review.open')}
        </Button>
      </div>
    </div>
  );
}

function PlanInWords(props: {
  values: ReviewStepProps['formData'];
  title: string;
  effect: Effect;
}) {
  const { values, title, effect } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  // The other sentences do not need to know the hosts.
  const { value: hosts } = useAsync(
    () => goldenPathsApi.listHosts(),
    [goldenPathsApi],
  );
  const { name, entityRef, ownerRef, systemRef, repository } = describePlan(
    values,
    hosts ?? [],
  );
  if (effect === 'updates') {
    return (
      <ul className={styles.plan}>
        <li>
          {t('review.updates')}{' '}
          {entityRef && (
            <EntityRefLink entityRef={entityRef} defaultKind="component" />
          )}
          .
        </li>
        <li>{t('review.updatesKeep')}</li>
        <li>{t('review.nothingOpened')}</li>
      </ul>
    );
  }
  return (
    <ul className={styles.plan}>
      {effect === 'creates' && (
        <li>
          {name
            ? t('review.creates', { title, name })
            : t('review.runs', { title })}
        </li>
      )}
      {repository && (
        <li>
          {t(`review.${effect}Repository`, {
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
          {t(`review.${effect}Entity`, {
            entityRef: `component:default/${name}`,
          })}
        </li>
      )}
      <li>
        {t(effect === 'creates' ? 'review.nothingYet' : 'review.nothingOpened')}
      </li>
    </ul>
  );
}
