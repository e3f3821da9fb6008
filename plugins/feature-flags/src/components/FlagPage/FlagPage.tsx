import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Container, Header, Link } from '@backstage/ui';
import type { Environment, Flag } from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import { flagRouteRef, flagSetRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { History } from '../History';
import { FlagRules } from '../RuleEditor';
import { LoadingState } from '@causeway/frontend-common';
import { RequestFailure } from '../shared';
import { EditFlag } from './EditFlag';
import { FlagOverview } from './FlagOverview';
import styles from './FlagPage.module.css';

/** One flag: what it is, its rules in each environment, and its history. */
export function FlagPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { flagSet, flagKey } = useRouteRefParams(flagRouteRef);
  const [changed, setChanged] = useState<Flag>();

  const { value, error, retry } = useAsyncRetry(async () => {
    const [environments, flag] = await Promise.all([
      flagsApi.listEnvironments(),
      flagsApi.getFlag({ flagSet, key: flagKey }),
    ]);
    setChanged(undefined);
    return { environments, flag };
  }, [flagsApi, flagSet, flagKey]);

  return (
    <>
      <FlagHeader flagSet={flagSet} flagKey={flagKey} />
      <Container className={styles.content}>
        {error && (
          <RequestFailure
            title={t('flagPage.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && (
          <LoadingState label={t('flagPage.loading')} height={320} />
        )}
        {!error && value && (
          <FlagTabs
            environments={value.environments}
            flag={changed ?? value.flag}
            onChange={setChanged}
            onReload={retry}
          />
        )}
      </Container>
    </>
  );
}

function FlagHeader(props: { flagSet: string; flagKey: string }) {
  const { flagSet, flagKey } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagSetLink = useRouteRef(flagSetRouteRef);
  const flagPath = useRouteRef(flagRouteRef)({ flagSet, flagKey });
  const subPath = useParams()['*'];
  return (
    <Header
      title={flagKey}
      activeTabId={getTabId(subPath)}
      metadata={[
        {
          label: t('flag.flagSet'),
          value: <Link href={flagSetLink({ flagSet })}>{flagSet}</Link>,
        },
      ]}
      tabs={[
        { id: 'overview', label: t('flagPage.overview'), href: flagPath },
        {
          id: 'rules',
          label: t('flagPage.rules'),
          href: `${flagPath}/rules`,
        },
        {
          id: 'history',
          label: t('flagPage.history'),
          href: `${flagPath}/history`,
        },
      ]}
    />
  );
}

/** The tab of a path that is not its own. */
function getTabId(subPath: string | undefined): string | undefined {
  if (subPath?.startsWith('rules')) {
    return 'rules';
  }
  return subPath === 'edit' ? 'overview' : undefined;
}

function FlagTabs(props: {
  environments: Environment[];
  flag: Flag;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}) {
  const { environments, flag, onReload } = props;
  return (
    <Routes>
      <Route path="/" element={<FlagOverview {...props} />} />
      <Route path="edit" element={<EditFlag {...props} />} />
      <Route
        path="rules"
        element={<Navigate replace to={environments.at(-1)?.name ?? '..'} />}
      />
      <Route path="rules/:environment" element={<RulesTab {...props} />} />
      <Route
        path="history"
        element={
          <History
            environments={environments}
            flag={flag}
            onRestore={onReload}
          />
        }
      />
    </Routes>
  );
}

function RulesTab(props: {
  environments: Environment[];
  flag: Flag;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}) {
  const { environment } = useParams();
  return <FlagRules {...props} environmentName={environment} />;
}
