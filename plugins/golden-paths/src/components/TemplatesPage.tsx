import { parseEntityRef } from '@backstage/catalog-model';
import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Cell,
  Container,
  Link,
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
import type { GoldenPath } from '@causeway/plugin-golden-paths-common';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsApiRef } from '../api';
import { servicesRouteRef, templateRouteRef } from '../routes';
import { goldenPathsTranslationRef } from '../translation';
import styles from './pages.module.css';
import { RequestFailure } from './RequestFailure';

const pageSize = 50;

type TemplateItem = GoldenPath & { id: string };

/** Every golden path: who follows it, and how it runs for those who answer for it. */
export function TemplatesPage() {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const [parameters, setParameters] = useSearchParams();
  const cursor = parameters.get('cursor') ?? undefined;
  const { value, error, loading, retry } = useAsyncRetry(
    () => goldenPathsApi.listTemplates({ limit: pageSize, cursor }),
    [goldenPathsApi, cursor],
  );
  const columns = useColumns();

  if (error) {
    return (
      <Container>
        <RequestFailure
          title={t('states.loadFailed')}
          error={error}
          onRetry={retry}
        />
      </Container>
    );
  }
  if (!value) {
    return (
      <Container>
        <LoadingState label={t('states.loading')} height={320} />
      </Container>
    );
  }
  return (
    <Container>
      {value.items.length === 0 ? (
        <EmptyState
          title={t('templates.empty')}
          hint={t('templates.emptyHint')}
        />
      ) : (
        <NamedTable
          label={t('templates.table')}
          columns={columns}
          items={value.items.map(item => ({ ...item, id: item.templateRef }))}
          isStale={loading}
        />
      )}
      <Pager
        cursor={cursor}
        nextCursor={value.nextCursor}
        onChange={next => setParameters(next ? { cursor: next } : {})}
      />
    </Container>
  );
}

function useColumns(): ColumnConfig<TemplateItem>[] {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  return useMemo(
    () => [
      {
        id: 'name',
        label: t('templates.name'),
        isRowHeader: true,
        width: isNarrow ? '60%' : '25%',
        cell: item => (
          <Cell>
            <TemplateLink {...item} />
            {isNarrow && (
              <Text>
                {t('templates.succeeded')}: <Success {...item} />
              </Text>
            )}
          </Cell>
        ),
      },
      {
        id: 'version',
        label: t('templates.version'),
        isHidden: isNarrow,
        cell: ({ version }) => (
          <Cell>{version ?? t('templates.unversioned')}</Cell>
        ),
      },
      {
        id: 'owner',
        label: t('templates.owner'),
        isHidden: isNarrow,
        cell: ({ owner }) => (
          <Cell>{owner && <EntityRefLink entityRef={owner} />}</Cell>
        ),
      },
      {
        id: 'services',
        label: t('templates.services'),
        cell: item => (
          <Cell>
            <span className={styles.counts}>
              <ServicesLink
                templateRef={item.templateRef}
                text={String(item.services)}
                isEmpty={item.services === 0}
              />
              {item.behind > 0 && (
                <ServicesLink
                  templateRef={item.templateRef}
                  text={t('templates.behind', { count: item.behind })}
                  state="behind"
                />
              )}
            </span>
          </Cell>
        ),
      },
      {
        id: 'succeeded',
        label: t('templates.succeeded'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <Success {...item} />
          </Cell>
        ),
      },
      {
        id: 'median',
        label: t('templates.median'),
        isHidden: isNarrow,
        cell: item => (
          <Cell>
            <Median {...item} />
          </Cell>
        ),
      },
    ],
    [t, isNarrow],
  );
}

function TemplateLink({ templateRef, title }: GoldenPath) {
  const templateLink = useRouteRef(templateRouteRef);
  const { namespace, name } = parseEntityRef(templateRef);
  return (
    <div className={styles.name}>
      <Link href={templateLink?.({ namespace, templateName: name }) ?? ''}>
        {title}
      </Link>
    </div>
  );
}

function ServicesLink(props: {
  templateRef: string;
  text: string;
  state?: 'behind';
  isEmpty?: boolean;
}) {
  const { templateRef, text, state, isEmpty } = props;
  const servicesLink = useRouteRef(servicesRouteRef);
  const query = new URLSearchParams({
    template: templateRef,
    ...(state && { state }),
  });
  return isEmpty ? (
    <>{text}</>
  ) : (
    <Link href={`${servicesLink?.() ?? ''}?${query}`}>{text}</Link>
  );
}

function Success({ runs }: GoldenPath) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  if (!runs) {
    return <Text color="secondary">{t('templates.hidden')}</Text>;
  }
  return runs.successRate === undefined ? (
    <Text color="secondary">{t('templates.noRuns')}</Text>
  ) : (
    <Text>
      {Math.floor(runs.successRate * 100)} % ({runs.succeeded}/
      {runs.succeeded + runs.failed})
    </Text>
  );
}

function Median({ runs }: GoldenPath) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  if (!runs) {
    return <Text color="secondary">{t('templates.hidden')}</Text>;
  }
  if (runs.medianSeconds === undefined) {
    return <Text color="secondary">{t('templates.noRuns')}</Text>;
  }
  const seconds = Math.round(runs.medianSeconds);
  return (
    <Text>
      {seconds < 60
        ? t('templates.seconds', { seconds: runs.medianSeconds.toFixed(1) })
        : t('templates.minutes', {
            minutes: String(Math.floor(seconds / 60)),
            seconds: String(seconds % 60),
          })}
    </Text>
  );
}
