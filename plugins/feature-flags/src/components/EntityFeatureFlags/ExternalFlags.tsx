import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Alert, Link, Switch, Text } from '@backstage/ui';
import type {
  ExternalFlag,
  ExternalFlagEnvironment,
} from '@causeway/plugin-feature-flags-common';
import { RiHourglassLine } from '@remixicon/react';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef, type FlagSourceSummary } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import {
  EmptyState,
  LoadingState,
  Mark,
  RelativeTime,
} from '@causeway/frontend-common';
import { RequestFailure, StateMark } from '../shared';
import styles from './ExternalFlags.module.css';

/** One card for each connected system in which the entity names a project. */
export function ExternalFlags() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { entity } = useEntity();
  const { value, error, retry } = useAsyncRetry(
    () => flagsApi.listSources(),
    [flagsApi],
  );

  if (error) {
    return (
      <RequestFailure
        title={t('external.loadSourcesFailed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  return value
    ?.filter(({ annotation }) => entity.metadata.annotations?.[annotation])
    .map(source => <SourceCard key={source.name} source={source} />);
}

function SourceCard({ source }: { source: FlagSourceSummary }) {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const { value, error, retry } = useAsyncRetry(
    () => flagsApi.listSourceFlags(source.name, { entityRef }),
    [flagsApi, source.name, entityRef],
  );

  return (
    <EntityInfoCard title={t('external.title', { source: source.title })}>
      {error && (
        <RequestFailure
          title={t('external.loadFailed', { source: source.title })}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && <LoadingState label={t('states.loadingFlags')} />}
      {!error && value && (
        <div className={styles.content}>
          {!value.isFresh && (
            <Alert
              status="warning"
              icon
              title={t('external.notFresh', { source: source.title })}
              description={value.error}
            />
          )}
          {value.items.length === 0 ? (
            <EmptyState
              title={t('external.empty')}
              hint={t('external.emptyHint', { source: source.title })}
            />
          ) : (
            <ul className={styles.list}>
              {value.items.map(flag => (
                <ExternalFlagRow
                  key={flag.key}
                  flag={flag}
                  source={source}
                  onChange={retry}
                />
              ))}
            </ul>
          )}
          <Text as="p" variant="body-small" color="secondary">
            {t('external.asOf')} <RelativeTime iso={value.asOf} />
          </Text>
        </div>
      )}
    </EntityInfoCard>
  );
}

function ExternalFlagRow(props: {
  flag: ExternalFlag;
  source: FlagSourceSummary;
  onChange: () => void;
}) {
  const { flag, source, onChange } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  return (
    <li className={styles.row}>
      <div className={styles.flag}>
        {flag.url ? (
          <Link href={flag.url} target="_blank" weight="bold">
            {flag.key}
          </Link>
        ) : (
          <Text weight="bold">{flag.key}</Text>
        )}
        {flag.isStale && (
          <Mark tone="warning" icon={<RiHourglassLine />}>
            {t('flag.stale')}
          </Mark>
        )}
        {flag.description && (
          <Text as="p" variant="body-small" color="secondary">
            {flag.description}
          </Text>
        )}
      </div>
      <div className={styles.environments}>
        {flag.environments.map(environment => (
          <ExternalEnvironment
            key={environment.name}
            flag={flag}
            environment={environment}
            source={source}
            onChange={onChange}
          />
        ))}
      </div>
    </li>
  );
}

function ExternalEnvironment(props: {
  flag: ExternalFlag;
  environment: ExternalFlagEnvironment;
  source: FlagSourceSummary;
  onChange: () => void;
}) {
  const { flag, environment, source, onChange } = props;
  const { isEnabled } = environment;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { entity } = useEntity();
  const [isAsking, setIsAsking] = useState(false);
  const words = { key: flag.key, environment: environment.name };

  const save = async () => {
    await flagsApi.setSourceFlagEnabled(
      { source: source.name, key: flag.key, environment: environment.name },
      { entityRef: stringifyEntityRef(entity), isEnabled: !isEnabled },
    );
    onChange();
  };

  return (
    <span className={styles.environment}>
      {source.capabilities.toggle && (
        <Switch
          aria-label={t('toggle.label', words)}
          isSelected={isEnabled}
          onChange={() => setIsAsking(true)}
        />
      )}
      <StateMark
        environment={environment.name}
        state={isEnabled ? 'ENABLED' : 'DISABLED'}
      />
      {environment.summary && (
        <Text variant="body-small" color="secondary">
          {environment.summary}
        </Text>
      )}
      {isAsking && (
        <ChangeDialog
          title={
            isEnabled
              ? t('toggle.turnOffTitle', words)
              : t('toggle.turnOnTitle', words)
          }
          confirmLabel={
            isEnabled ? t('toggle.turnOff', words) : t('toggle.turnOn', words)
          }
          subjectKey={flag.key}
          hasReason={false}
          onConfirm={save}
          onClose={() => setIsAsking(false)}
          onReload={onChange}
        >
          {t('external.toggleEffect', { source: source.title })}
        </ChangeDialog>
      )}
    </span>
  );
}
