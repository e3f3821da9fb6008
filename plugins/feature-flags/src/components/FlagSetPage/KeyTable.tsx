import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Cell, CellText, Text, useBreakpoint } from '@backstage/ui';
import type { EnvironmentKey } from '@causeway/plugin-feature-flags-common';
import { featureFlagsTranslationRef } from '../../translation';
import { NamedTable, RelativeTime } from '@causeway/frontend-common';
import type { ColumnConfig } from '@backstage/ui';
import { Actor } from '../shared';
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
      cell: ({ name, prefix }) => (
        <CellText title={name} description={`${t('keys.prefix')} ${prefix}…`} />
      ),
    },
    {
      id: 'lastUsed',
      label: t('keys.lastUsed'),
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

  return <NamedTable label={label} columns={columns} items={keys} />;
}
