import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Mark } from '@causeway/frontend-common';
import type { ServiceState } from '@causeway/plugin-golden-paths-common';
import {
  RiArrowUpCircleLine,
  RiCheckLine,
  RiQuestionLine,
} from '@remixicon/react';
import { goldenPathsTranslationRef } from '../translation';

const looks = {
  current: { tone: 'positive', icon: <RiCheckLine /> },
  behind: { tone: 'warning', icon: <RiArrowUpCircleLine /> },
  unknown: { tone: 'neutral', icon: <RiQuestionLine /> },
} as const;

export function StateMark({ state }: { state: ServiceState }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  return (
    <Mark {...looks[state]} title={t(`stateHint.${state}`)}>
      {t(`state.${state}`)}
    </Mark>
  );
}
