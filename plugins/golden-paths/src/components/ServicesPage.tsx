import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Button,
  ButtonLink,
  Cell,
  Container,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import {
  EmptyState,
  LoadingState,
  NamedTable,
  Pager,
} from '@causeway/frontend-common';
import {
  HIGHEST_SERVICE_COUNT,
  type GoldenPathService,
  type ServicePage,
} from '@causeway/plugin-golden-paths-common';
import { useMemo } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsApiRef } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import styles from './pages.module.css';
import { RequestFailure } from './RequestFailure';
import { ServiceFilterBar } from './ServiceFilterBar';
import { StateMark } from './StateMark';
import { useServiceFilters, type ServiceFilters } from './useServiceFilters';
import { useUpdateLink } from './useUpdateLink';

const pageSize = 25;

type ServiceItem = GoldenPathService & { id: string };

/** What came from golden paths, which version it follows, and a way to bring it up to date. */
export function ServicesPage() {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const filters = useServiceFilters();
  const { selection, cursor } = filters;
  const { value, error, loading, retry } = useAsyncRetry(
    () =>
      goldenPathsApi.listServices({ ...selection, cursor, limit: pageSize }),
    [goldenPathsApi, JSON.stringify(selection), cursor],
  );

  return (
    <Container>
      <ServiceFilterBar filters={filters} />
      {error && (
        <RequestFailure
          title={t('states.servicesFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && (
        <LoadingState label={t('states.servicesLoading')} height={320} />
      )}
      {!error && value && (
        <ServiceList page={value} isStale={loading} filters={filters} />
      )}
    </Container>
  );
}

function ServiceList(props: {
  page: ServicePage;
  isStale: boolean;
  filters: ServiceFilters;
}) {
  const { page, isStale, filters } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const columns = useColumns();

  if (page.items.length === 0) {
    return filters.hasFilter ? (
      <EmptyState
        title={t('services.noMatch')}
        hint={t('services.noMatchHint')}
      >
        <Button variant="secondary" onPress={filters.clear}>
          {t('services.clear')}
        </Button>
      </EmptyState>
    ) : (
      <EmptyState title={t('services.empty')} hint={t('services.emptyHint')} />
    );
  }
  return (
    <>
      <Text as="p" color="secondary" role="status">
        {page.total === undefined
          ? t('services.countMany', {
              limit: HIGHEST_SERVICE_COUNT.toLocaleString('en'),
            })
          : t('services.count', { count: page.total })}
      </Text>
      <NamedTable
        label={t('services.table')}
        columns={columns}
        items={page.items.map(item => ({ ...item, id: item.entityRef }))}
        isStale={isStale}
      />
      <Pager
        cursor={filters.cursor}
        nextCursor={page.nextCursor}
        onChange={filters.setCursor}
      />
    </>
  );
}

function useColumns(): ColumnConfig<ServiceItem>[] {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  return useMemo(
    () => [
      {
        id: 'service',
        label: t('services.service'),
        isRowHeader: true,
        width: isNarrow ? '60%' : '28%',
        cell: item => (
          <Cell>
            <div className={styles.name}>
              <EntityRefLink entityRef={item.entityRef} />
              {isNarrow && <StateMark state={item.state} />}
            </div>
          </Cell>
        ),
      },
      {
        id: 'template',
        label: t('services.goldenPath'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <EntityRefLink entityRef={item.templateRef} />
          </Cell>
        ),
      },
      {
        id: 'version',
        label: t('services.version'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <span className={styles.version}>
              <Text>{item.version ?? t('services.none')}</Text>
              {item.state === 'behind' && item.latestVersion && (
                <Text color="secondary">
                  {t('services.to', { version: item.latestVersion })}
                </Text>
              )}
            </span>
          </Cell>
        ),
      },
      {
        id: 'state',
        label: t('services.state'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <StateMark state={item.state} />
          </Cell>
        ),
      },
      {
        id: 'owner',
        label: t('services.owner'),
        isHidden: isNarrow,
        cell: ({ owner }) => (
          <Cell>{owner && <EntityRefLink entityRef={owner} />}</Cell>
        ),
      },
      {
        id: 'action',
        label: t('services.action'),
        cell: item => (
          <Cell>
            <UpdateButton {...item} />
          </Cell>
        ),
      },
    ],
    [t, isNarrow],
  );
}

function UpdateButton({ entityRef, state, title }: GoldenPathService) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const href = useUpdateLink()(entityRef);
  return state === 'behind' && href ? (
    <ButtonLink
      variant="secondary"
      size="small"
      href={href}
      aria-label={t('services.updateLabel', { service: title })}
    >
      {t('services.update')}
    </ButtonLink>
  ) : null;
}
