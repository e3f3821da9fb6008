import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { CellText, Cell, Container, Header, Text } from '@backstage/ui';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { DateTime } from 'luxon';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef, type ConformanceSuite } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { LoadingState, Mark, NamedTable } from '@causeway/frontend-common';
import type { ColumnConfig } from '@backstage/ui';
import { RequestFailure } from '../shared';

/** How the server does in the public test suites. */
export function ConformancePage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => flagsApi.getConformance(),
    [flagsApi],
  );

  const columns: ColumnConfig<ConformanceSuite & { id: string }>[] = [
    {
      id: 'suite',
      label: t('conformance.suite'),
      isRowHeader: true,
      cell: suite => (
        <CellText title={suite.name} description={suite.description} />
      ),
    },
    {
      id: 'passed',
      label: t('conformance.passed'),
      cell: suite => {
        const hasPassed = suite.passed === suite.total;
        return (
          <Cell>
            <Mark
              tone={hasPassed ? 'positive' : 'negative'}
              icon={hasPassed ? <RiCheckLine /> : <RiCloseLine />}
              title={
                hasPassed
                  ? t('conformance.allPassed')
                  : t('conformance.somePassed')
              }
            >
              {t('conformance.of', {
                passed: String(suite.passed),
                total: String(suite.total),
              })}
            </Mark>
          </Cell>
        );
      },
    },
  ];

  return (
    <>
      <Header
        title={t('conformance.title')}
        description={t('conformance.hint')}
      />
      <Container>
        {error && (
          <RequestFailure
            title={t('conformance.loadFailed')}
            error={error}
            onRetry={retry}
          />
        )}
        {!error && !value && <LoadingState label={t('conformance.loading')} />}
        {value && (
          <>
            <NamedTable
              label={t('conformance.title')}
              columns={columns}
              items={value.suites.map(suite => ({ ...suite, id: suite.name }))}
            />
            <Text as="p" color="secondary">
              {[
                t('conformance.engine', { version: value.flagdCoreVersion }),
                t('conformance.ranOn', {
                  date: DateTime.fromISO(value.date).toLocaleString(
                    DateTime.DATE_MED,
                  ),
                }),
              ].join(' · ')}
            </Text>
          </>
        )}
      </Container>
    </>
  );
}
