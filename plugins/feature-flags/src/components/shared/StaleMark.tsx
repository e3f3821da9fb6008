import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  expectedLifetimeInDays,
  isStale,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { RiHourglassLine } from '@remixicon/react';
import { featureFlagsTranslationRef } from '../../translation';
import { Mark } from '@causeway/frontend-common';

/** Shown on a flag that has outlived its kind. */
export function StaleMark(props: { flag: Flag }) {
  const { flag } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  if (!isStale(flag, new Date())) {
    return null;
  }
  return (
    <Mark
      tone="warning"
      icon={<RiHourglassLine />}
      title={t('flag.staleHint', {
        days: String(expectedLifetimeInDays[flag.kind]),
      })}
    >
      {t('flag.stale')}
    </Mark>
  );
}
