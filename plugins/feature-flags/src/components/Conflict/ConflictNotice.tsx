import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { RiGitMergeLine } from '@remixicon/react';
import type { Draft } from '../../hooks/useDraft';
import { featureFlagsTranslationRef } from '../../translation';
import { TextDiff } from '../History';
import { RelativeTime } from '@causeway/frontend-common';
import { Actor } from '../shared';
import styles from './ConflictNotice.module.css';

/** Says that somebody saved while the user was typing, and lets the user decide where both changed the same. */
export function ConflictNotice<T extends object>(props: {
  draft: Draft<T>;
  /** Who saved the latest version, and when. */
  savedBy: string;
  savedAt: string;
  labels: { [K in Extract<keyof T, string>]: string };
  describe: (value: T, field: Extract<keyof T, string>) => string;
}) {
  const { draft, savedBy, savedAt, labels, describe } = props;
  const { conflicts, takenOver, resolve } = draft;
  const { t } = useTranslationRef(featureFlagsTranslationRef);

  if (conflicts.length === 0 && takenOver.length === 0) {
    return null;
  }
  return (
    <section
      role="alert"
      aria-label={t('conflict.title')}
      className={styles.root}
    >
      <div className={styles.title}>
        <RiGitMergeLine aria-hidden />
        <Text as="h3" variant="title-x-small" weight="bold">
          {t('conflict.title')}
        </Text>
      </div>
      <Text as="p">
        {t('conflict.savedBy')} <Actor name={savedBy} />
        {', '}
        <RelativeTime iso={savedAt} />
        {'. '}
        {t('conflict.kept')}
      </Text>
      {takenOver.length > 0 && (
        <Text as="p" color="secondary">
          {t('conflict.takenOver', {
            fields: takenOver.map(field => labels[field]).join(', '),
          })}
        </Text>
      )}
      {conflicts.map(field => (
        <div
          key={field}
          role="group"
          aria-label={t('conflict.both', { field: labels[field] })}
        >
          <Text as="h4" variant="body-medium" weight="bold">
            {t('conflict.both', { field: labels[field] })}
          </Text>
          <TextDiff
            before={describe(draft.saved, field)}
            after={describe(draft.draft, field)}
            beforeLabel={t('conflict.theirs')}
            afterLabel={t('conflict.mine')}
          />
          <div className={styles.actions}>
            <Button
              size="small"
              variant="secondary"
              onPress={() => resolve(field, 'theirs')}
            >
              {t('conflict.takeTheirs')}
            </Button>
            <Button
              size="small"
              variant="secondary"
              onPress={() => resolve(field, 'mine')}
            >
              {t('conflict.keepMine')}
            </Button>
          </div>
        </div>
      ))}
    </section>
  );
}
