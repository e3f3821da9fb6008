import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  ButtonLink,
  Container,
  Header,
  Tab,
  TabList,
  Tabs,
  Text,
} from '@backstage/ui';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { useSearchParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import { flagSetRouteRef, rootRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { LoadingState, RequestFailure } from '../shared';
import { EnvironmentKeys } from './EnvironmentKeys';
import styles from './FlagSetPage.module.css';

/** A flag set and the keys that its clients evaluate it with. */
export function FlagSetPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { flagSet } = useRouteRefParams(flagSetRouteRef);
  const rootLink = useRouteRef(rootRouteRef);

  const { value, error, retry } = useAsyncRetry(async () => {
    const [environments, set] = await Promise.all([
      flagsApi.listEnvironments(),
      flagsApi.getFlagSet(flagSet),
    ]);
    return { environments, set };
  }, [flagsApi, flagSet]);

  return (
    <>
      <Header
        title={value?.set.title ?? flagSet}
        metadata={
          value && [
            {
              label: t('flag.owner'),
              value: <EntityRefLink entityRef={value.set.entityRef} />,
            },
          ]
        }
        customActions={
          <ButtonLink
            variant="secondary"
            href={`${rootLink()}?${new URLSearchParams({ flagSet })}`}
          >
            {t('keys.flagsOfSet')}
          </ButtonLink>
        }
      />
      <Container className={styles.content}>
        {error && (
          <RequestFailure
            title={t('keys.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && <LoadingState label={t('keys.loading')} />}
        {!error && value && (
          <>
            {value.set.description && (
              <Text as="p">{value.set.description}</Text>
            )}
            <KeyTabs flagSet={flagSet} environments={value.environments} />
          </>
        )}
      </Container>
    </>
  );
}

function KeyTabs(props: { flagSet: string; environments: Environment[] }) {
  const { flagSet, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [parameters, setParameters] = useSearchParams();
  const environment =
    environments.find(({ name }) => name === parameters.get('environment')) ??
    environments.at(0);

  return (
    <>
      <Text as="p" color="secondary">
        {t('keys.hint')}
      </Text>
      <Tabs
        selectedKey={environment?.name}
        onSelectionChange={name =>
          setParameters({ environment: String(name) }, { replace: true })
        }
      >
        <TabList aria-label={t('keys.environment')}>
          {environments.map(({ name, title }) => (
            <Tab key={name} id={name}>
              {title}
            </Tab>
          ))}
        </TabList>
      </Tabs>
      {environment && (
        <EnvironmentKeys
          key={environment.name}
          flagSet={flagSet}
          environment={environment}
        />
      )}
    </>
  );
}
