import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ScorecardLevel } from '@causeway/plugin-scorecard-common';
import { RiMedalLine, RiProgress1Line } from '@remixicon/react';
import { scorecardTranslationRef } from '../../translation';
import { Mark } from '@causeway/frontend-common';

/** The level that an entity reached, or that it is below the lowest. */
export function LevelMark(props: {
  level: string | undefined;
  levels: readonly ScorecardLevel[];
}) {
  const { level, levels } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  if (levels.length === 0) {
    return null;
  }
  const title = levels.find(({ id }) => id === level)?.title;
  return title === undefined ? (
    <Mark tone="neutral" icon={<RiProgress1Line />}>
      {t('level.none')}
    </Mark>
  ) : (
    <Mark tone="positive" icon={<RiMedalLine />}>
      {title}
    </Mark>
  );
}
