import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Badge,
  Button,
  ButtonLink,
  Cell,
  Container,
  Header,
  Link,
  Text,
  useBreakpoint,
} from '@backstage/ui';
import {
  getLastChange,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { useMemo } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import {
  conformanceRouteRef,
  createFlagRouteRef,
  flagRouteRef,
  flagSetRouteRef,
} from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import {
  EmptyState,
  LoadingState,
  NamedTable,
  RelativeTime,
} from '@causeway/frontend-common';
import type { ColumnConfig } from '@backstage/ui';
import { Actor, RequestFailure, StaleMark, StateMark } from '../shared';
import { FlagFilters } from './FlagFilters';
import styles from './FlagListPage.module.css';
import { useFlagFilters } from './useFlagFilters';

const pageSize = 25;

type FlagItem = Flag & { id: string };

/** All flags that the user may read, by filters that the URL holds. */
export function FlagListPage() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const filterState = useFlagFilters();
  const { filters } = filterState;
  const createLink = useRouteRef(createFlagRouteRef);
  const conformanceLink = useRouteRef(conformanceRouteRef);

  const environments = useAsyncRetry(
    () => flagsApi.listEnvironments(),
    [flagsApi],
  );
  const page = useAsyncRetry(
    () => flagsApi.listFlags({ ...filters, limit: pageSize }),
    [flagsApi, JSON.stringify(filters)],
  );
  const error = environments.error ?? page.error;
  const query = filters.entityRef
    ? `?${new URLSearchParams({ entityRef: filters.entityRef })}`
    : '';

  return (
    <>
      <Header
        title={t('list.table')}
        customActions={
          <ButtonLink href={`${createLink()}${query}`}>
            {t('create.action')}
          </ButtonLink>
        }
      />
      <Container>
        <FlagFilters {...filterState} environments={environments.value ?? []} />
        {(filters.entityRef || filters.flagSet) && (
          <Text as="p" color="secondary" className={styles.scope}>
            {[
              filters.entityRef &&
                t('list.entityFilter', { entityRef: filters.entityRef }),
              filters.flagSet &&
                t('list.flagSetFilter', { flagSet: filters.flagSet }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        )}
        {error && (
          <RequestFailure
            title={t('states.loadFlagsFailed')}
            error={error}
            onRetry={() => {
              environments.retry();
              page.retry();
            }}
          />
        )}
        {!error && !(page.value && environments.value) && (
          <LoadingState label={t('states.loadingFlags')} height={320} />
        )}
        {!error && page.value && environments.value && (
          <FlagTable
            flags={page.value.items}
            nextCursor={page.value.nextCursor}
            environments={environments.value}
            isStale={page.loading}
            {...filterState}
          />
        )}
        <Text as="p" variant="body-small" className={styles.footer}>
          <Link href={conformanceLink()}>{t('list.conformance')}</Link>
        </Text>
      </Container>
    </>
  );
}

function FlagTable(
  props: ReturnType<typeof useFlagFilters> & {
    flags: Flag[];
    nextCursor: string | undefined;
    environments: Environment[];
    isStale: boolean;
  },
) {
  const { flags, nextCursor, environments, isStale, filters, setCursor } =
    props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const columns = useColumns(environments);

  if (flags.length === 0) {
    return <NoFlags {...props} />;
  }
  return (
    <>
      <NamedTable
        label={t('list.table')}
        columns={columns}
        items={flags.map(flag => ({
          ...flag,
          id: `${flag.flagSet}/${flag.key}`,
        }))}
        isStale={isStale}
      />
      {(filters.cursor || nextCursor) && (
        <div className={styles.pages}>
          <Button
            variant="secondary"
            isDisabled={!filters.cursor}
            onPress={() => setCursor(undefined)}
          >
            {t('list.first')}
          </Button>
          <Button
            variant="secondary"
            isDisabled={!nextCursor}
            onPress={() => setCursor(nextCursor)}
          >
            {t('list.next')}
          </Button>
        </div>
      )}
    </>
  );
}

function NoFlags(props: ReturnType<typeof useFlagFilters>) {
  const { hasFilters, clearFilters } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const createLink = useRouteRef(createFlagRouteRef);
  return hasFilters ? (
    <EmptyState title={t('list.noMatch')} hint={t('list.noMatchHint')}>
      <Button variant="secondary" onPress={clearFilters}>
        {t('list.clear')}
      </Button>
    </EmptyState>
  ) : (
    <EmptyState title={t('list.empty')} hint={t('list.emptyHint')}>
      <ButtonLink href={createLink()}>{t('create.action')}</ButtonLink>
    </EmptyState>
  );
}

function useColumns(environments: Environment[]): ColumnConfig<FlagItem>[] {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagLink = useRouteRef(flagRouteRef);
  const flagSetLink = useRouteRef(flagSetRouteRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  return useMemo(
    () => [
      {
        id: 'flag',
        label: t('matrix.flag'),
        isRowHeader: true,
        cell: flag => (
          <Cell>
            <Link
              href={flagLink({ flagSet: flag.flagSet, flagKey: flag.key })}
              weight="bold"
              className={styles.key}
            >
              {flag.key}
            </Link>
            <span className={styles.marks}>
              <Badge size="small">{t(`kind.${flag.kind}`)}</Badge>
              <StaleMark flag={flag} />
            </span>
            <Text
              as="p"
              variant="body-small"
              color="secondary"
              className={styles.description}
            >
              {flag.description}
            </Text>
          </Cell>
        ),
      },
      {
        id: 'environments',
        label: t('list.environments'),
        cell: flag => (
          <Cell>
            <span className={styles.states}>
              {environments.map(({ name, title }) => (
                <StateMark
                  key={name}
                  environment={title}
                  state={flag.environments[name]?.state ?? 'DISABLED'}
                />
              ))}
            </span>
          </Cell>
        ),
      },
      {
        id: 'entity',
        label: t('flag.owner'),
        isHidden: isNarrow,
        cell: flag => (
          <Cell>
            <EntityRefLink entityRef={flag.entityRef} />
            <Text as="p" variant="body-small" color="secondary">
              {t('flag.flagSet')}{' '}
              <Link
                href={flagSetLink({ flagSet: flag.flagSet })}
                variant="body-small"
                className={styles.key}
              >
                {flag.flagSet}
              </Link>
            </Text>
          </Cell>
        ),
      },
      {
        id: 'lastChange',
        label: t('matrix.lastChange'),
        isHidden: isNarrow,
        cell: flag => {
          const { at, by } = getLastChange(flag);
          return (
            <Cell>
              <Actor name={by} />
              <Text as="p" variant="body-small" color="secondary">
                <RelativeTime iso={at} />
              </Text>
            </Cell>
          );
        },
      },
    ],
    [t, flagLink, flagSetLink, environments, isNarrow],
  );
}
