import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, Text } from '@backstage/ui';
import type { ImportPreview } from '@causeway/plugin-feature-flags-common';
import {
  RiAddCircleLine,
  RiEditLine,
  RiEqualLine,
  RiErrorWarningLine,
} from '@remixicon/react';
import { useId, type ReactNode } from 'react';
import { featureFlagsTranslationRef } from '../../translation';
import { Diff } from '../History';
import { Mark, NamedTable } from '@causeway/frontend-common';
import type { ColumnConfig } from '@backstage/ui';
import styles from './FlagdFile.module.css';

type Refusal = ImportPreview['refused'][number] & { id: string };

/** What a file would add and change, and what of it is refused. */
export function ImportPreviewView(props: {
  preview: ImportPreview;
  fileName: string;
}) {
  const { preview, fileName } = props;
  const { created, updated, unchanged, refused, changes } = preview;
  const { t } = useTranslationRef(featureFlagsTranslationRef);

  const columns: ColumnConfig<Refusal>[] = [
    {
      id: 'pointer',
      label: t('file.pointer'),
      isRowHeader: true,
      cell: ({ pointer }) => (
        <Cell>
          <code>{pointer || '/'}</code>
        </Cell>
      ),
    },
    {
      id: 'message',
      label: t('file.reason'),
      cell: ({ message }) => <Cell>{message}</Cell>,
    },
  ];

  return (
    <>
      <Text as="p" weight="bold" className={styles.file}>
        {t('file.preview', { name: fileName })}
      </Text>
      {created.length + updated.length === 0 && (
        <Text as="p">{t('file.nothing')}</Text>
      )}
      {created.length > 0 && (
        <Group
          title={
            <Mark tone="positive" icon={<RiAddCircleLine />}>
              {t('file.created', { count: created.length })}
            </Mark>
          }
        >
          <Changes keys={created} changes={changes} />
        </Group>
      )}
      {updated.length > 0 && (
        <Group
          title={
            <Mark tone="neutral" icon={<RiEditLine />}>
              {t('file.updated', { count: updated.length })}
            </Mark>
          }
        >
          <Changes keys={updated} changes={changes} />
        </Group>
      )}
      {refused.length > 0 && (
        <Group
          title={
            <Mark tone="negative" icon={<RiErrorWarningLine />}>
              {t('file.refused', { count: refused.length })}
            </Mark>
          }
        >
          <NamedTable
            label={t('file.refusals')}
            columns={columns}
            items={refused.map((refusal, index) => ({
              ...refusal,
              id: String(index),
            }))}
          />
        </Group>
      )}
      {unchanged.length > 0 && (
        <Mark tone="neutral" icon={<RiEqualLine />}>
          {t('file.unchanged', { count: unchanged.length })}
        </Mark>
      )}
    </>
  );
}

function Group(props: { title: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.group}>
      <h3 id={id}>{props.title}</h3>
      {props.children}
    </section>
  );
}

function Changes(props: { keys: string[]; changes: ImportPreview['changes'] }) {
  const { keys, changes } = props;
  return (
    <ul>
      {changes
        .filter(({ key }) => keys.includes(key))
        .map(({ key, before, after }) => (
          <li key={key}>
            <details>
              <summary>{key}</summary>
              <Diff before={before} after={after} />
            </details>
          </li>
        ))}
    </ul>
  );
}
