import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { JsonObject } from '@backstage/types';
import { Button, Link, Text } from '@backstage/ui';
import {
  getErrorMessage,
  LoadingState,
  Mark,
  RequestFailure,
} from '@causeway/frontend-common';
import type { NameAvailability } from '@causeway/plugin-golden-paths-common';
import { RiCheckLine, RiQuestionLine, RiSubtractLine } from '@remixicon/react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsApiRef } from '../api';
import { parseRepoUrl } from '../fields/repoUrl';
import { goldenPathsTranslationRef } from '../translation';
import styles from './Remains.module.css';

/**
 * What a run that did not end well has left behind, and what trying again does with it.
 *
 * @remarks
 * The log says what was done, but only forge and catalog know what is there.
 */
export function Remains(props: {
  parameters: JsonObject;
  hasPublished: boolean;
}) {
  const { parameters, hasPublished } = props;
  const name = typeof parameters.name === 'string' ? parameters.name : '';
  return name ? (
    <RemainsOf
      name={name}
      repoUrl={
        typeof parameters.repoUrl === 'string' ? parameters.repoUrl : undefined
      }
      hasPublished={hasPublished}
    />
  ) : null;
}

function RemainsOf(props: {
  name: string;
  repoUrl: string | undefined;
  hasPublished: boolean;
}) {
  const { name, repoUrl, hasPublished } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const { value, error, loading, retry } = useAsyncRetry(() => {
    const { host, owner } = repoUrl
      ? parseRepoUrl(repoUrl)
      : { host: undefined, owner: undefined };
    return goldenPathsApi.checkName(name, { host, owner });
  }, [goldenPathsApi, name, repoUrl, hasPublished]);

  return (
    <section aria-labelledby="remains" className={styles.remains}>
      <Text as="h3" id="remains" variant="title-x-small" weight="bold">
        {t('remains.title')}
      </Text>
      {error && (
        <RequestFailure
          title={t('remains.failed')}
          forbiddenHint={getErrorMessage(error)}
          error={error}
          onRetry={retry}
        />
      )}
      {!value && !error && (
        <LoadingState label={t('remains.loading')} height={64} />
      )}
      {value && (
        <>
          <dl className={styles.list}>
            <dt>{t('remains.repository')}</dt>
            <dd>
              <StateMark state={value.forge.state} />
              {value.forge.url && (
                <Link href={value.forge.url} target="_blank">
                  {value.forge.url}
                </Link>
              )}
              {value.forge.reason && (
                <>
                  <Text color="secondary">{value.forge.reason}</Text>
                  <Button
                    variant="tertiary"
                    size="small"
                    isPending={loading}
                    onPress={retry}
                  >
                    {t('remains.lookAgain')}
                  </Button>
                </>
              )}
            </dd>
            <dt>{t('remains.catalog')}</dt>
            <dd>
              <StateMark state={value.catalog.state} />
              {value.catalog.entityRef && (
                <EntityRefLink entityRef={value.catalog.entityRef} />
              )}
            </dd>
          </dl>
          <Text as="p" className={styles.advice}>
            {t(findAdvice(value, hasPublished))}
          </Text>
        </>
      )}
    </section>
  );
}

function findAdvice({ forge }: NameAvailability, hasPublished: boolean) {
  if (hasPublished) {
    return 'remains.left';
  }
  return (
    {
      free: 'remains.nothing',
      taken: 'remains.foreign',
      unknown: 'remains.unsure',
    } as const
  )[forge.state];
}

function StateMark({ state }: { state: 'free' | 'taken' | 'unknown' }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  switch (state) {
    case 'taken':
      return (
        <Mark tone="positive" icon={<RiCheckLine />}>
          {t('remains.exists')}
        </Mark>
      );
    case 'free':
      return (
        <Mark tone="neutral" icon={<RiSubtractLine />}>
          {t('remains.absent')}
        </Mark>
      );
    default:
      return (
        <Mark tone="warning" icon={<RiQuestionLine />}>
          {t('remains.unknown')}
        </Mark>
      );
  }
}
