import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Cell,
  CellText,
  Table,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import type { EnvironmentKey } from '@causeway/plugin-feature-flags-common';
import { featureFlagsTranslationRef } from '../../translation';
import { Actor, RelativeTime } from '../shared';
import styles from './FlagSetPage.module.css';

export function KeyTable(props: {
  label: string;
  keys: EnvironmentKey[];
  onRotate: (key: EnvironmentKey) => void;
  onRevoke: (key: EnvironmentKey) => void;
}) {
  const { label, keys, onRotate, onRevoke } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const { down } = useBreakpoint();
  const isNarrow = down('sm');

  const columns: ColumnConfig<EnvironmentKey>[] = [
    {
      id: 'name',
      label: t('keys.name'),
      isRowHeader: true,
      minWidth: 140,
      cell: ({ name, prefix }) => (
        <CellText title={name} description={`${t('keys.prefix')} ${prefix}…`} />
      ),
    },
    {
      id: 'lastUsed',
      label: t('keys.lastUsed'),
      minWidth: 90,
      cell: ({ lastUsedAt }) => (
        <Cell>
          {lastUsedAt ? <RelativeTime iso={lastUsedAt} /> : t('keys.never')}
        </Cell>
      ),
    },
    {
      id: 'expires',
      label: t('keys.expires'),
      isHidden: isNarrow,
      minWidth: 110,
      cell: ({ expiresAt }) => (
        <Cell>
          {expiresAt ? <RelativeTime iso={expiresAt} /> : t('keys.noExpiry')}
        </Cell>
      ),
    },
    {
      id: 'created',
      label: t('keys.created'),
      isHidden: isNarrow,
      minWidth: 130,
      cell: ({ createdBy, createdAt }) => (
        <Cell>
          <Actor name={createdBy} />
          <Text as="p" variant="body-small" color="secondary">
            <RelativeTime iso={createdAt} />
          </Text>
        </Cell>
      ),
    },
    {
      id: 'actions',
      label: t('keys.actions'),
      minWidth: 110,
      cell: key => (
        <Cell>
          <span className={styles.actions}>
            {!key.expiresAt && (
              <Button
                size="small"
                variant="secondary"
                aria-label={t('keys.rotateLabel', { name: key.name })}
                onPress={() => onRotate(key)}
              >
                {t('keys.rotate')}
              </Button>
            )}
            <Button
              size="small"
              variant="secondary"
              destructive
              aria-label={t('keys.revokeLabel', { name: key.name })}
              onPress={() => onRevoke(key)}
            >
              {t('keys.revoke')}
            </Button>
          </span>
        </Cell>
      ),
    },
  ];

  return (
    <section aria-label={label}>
      <Table columnConfig={columns} data={keys} pagination={{ type: 'none' }} />
    </section>
  );
}
