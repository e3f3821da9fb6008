import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Cell, Link, Text, useBreakpoint } from '@backstage/ui';
import {
  flagUpdatePermission,
  type Environment,
  type UsedSegment,
} from '@causeway/plugin-feature-flags-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { createSegmentRouteRef, segmentRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { SegmentUses } from '../SegmentPage';
import {
  EmptyState,
  LoadingState,
  NamedTable,
  RelativeTime,
} from '@causeway/frontend-common';
import type { ColumnConfig } from '@backstage/ui';
import { Actor, RequestFailure } from '../shared';
import styles from './FlagSetPage.module.css';

/** The segments of a flag set, each with the rules that use it. */
export function SegmentList(props: {
  flagSet: string;
  environments: Environment[];
}) {
  const { flagSet, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const createLink = useRouteRef(createSegmentRouteRef);
  const { isAllowed } = useFlagPermission(flagUpdatePermission, { flagSet });
  const { value, error, retry } = useAsyncRetry(
    () => flagsApi.listSegments(flagSet),
    [flagsApi, flagSet],
  );

  if (error) {
    return (
      <RequestFailure
        title={t('segments.loadFailed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('segments.loading')} />;
  }
  return (
    <>
      <Text as="p" color="secondary">
        {t('segments.hint')}
      </Text>
      {value.length > 0 ? (
        <SegmentTable
          flagSet={flagSet}
          segments={value}
          environments={environments}
        />
      ) : (
        <EmptyState
          title={t('segments.empty')}
          hint={t('segments.emptyHint')}
        />
      )}
      {isAllowed && (
        <div>
          <ButtonLink href={createLink({ flagSet })}>
            {t('segments.createTitle')}
          </ButtonLink>
        </div>
      )}
    </>
  );
}

function SegmentTable(props: {
  flagSet: string;
  segments: UsedSegment[];
  environments: Environment[];
}) {
  const { flagSet, segments, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const segmentLink = useRouteRef(segmentRouteRef);
  const { down } = useBreakpoint();

  const columns: ColumnConfig<UsedSegment & { id: string }>[] = [
    {
      id: 'name',
      label: t('segments.name'),
      isRowHeader: true,
      cell: ({ name, description }) => (
        <Cell>
          <Link
            href={segmentLink({ flagSet, segment: name })}
            weight="bold"
            className={styles.name}
          >
            {name}
          </Link>
          {description && (
            <Text as="p" variant="body-small" color="secondary">
              {description}
            </Text>
          )}
        </Cell>
      ),
    },
    {
      id: 'uses',
      label: t('segments.uses'),
      cell: ({ uses }) => (
        <Cell>
          <SegmentUses
            flagSet={flagSet}
            uses={uses}
            environments={environments}
          />
        </Cell>
      ),
    },
    {
      id: 'lastChange',
      label: t('matrix.lastChange'),
      isHidden: down('sm'),
      cell: ({ updatedAt, updatedBy }) => (
        <Cell>
          <Actor name={updatedBy} />
          <Text as="p" variant="body-small" color="secondary">
            <RelativeTime iso={updatedAt} />
          </Text>
        </Cell>
      ),
    },
  ];
  return (
    <NamedTable
      label={t('segments.table', { flagSet })}
      columns={columns}
      items={segments.map(segment => ({ ...segment, id: segment.name }))}
    />
  );
}
