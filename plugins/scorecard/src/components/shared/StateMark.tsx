import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RuleState } from '@causeway/plugin-scorecard-common';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiIndeterminateCircleLine,
  RiQuestionLine,
  RiShieldCheckLine,
} from '@remixicon/react';
import type { ComponentProps } from 'react';
import { scorecardTranslationRef } from '../../translation';
import { Mark } from '@causeway/frontend-common';

const appearances: {
  [state in RuleState]: Pick<ComponentProps<typeof Mark>, 'tone' | 'icon'>;
} = {
  pass: { tone: 'positive', icon: <RiCheckboxCircleFill /> },
  fail: { tone: 'negative', icon: <RiCloseCircleFill /> },
  unknown: { tone: 'warning', icon: <RiQuestionLine /> },
  exempt: { tone: 'neutral', icon: <RiShieldCheckLine /> },
  'not-applicable': { tone: 'neutral', icon: <RiIndeterminateCircleLine /> },
};

/** A rule's state as icon and word, with how many have it if that is known. */
export function StateMark(props: { state: RuleState; count?: number }) {
  const { state, count } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  return (
    <Mark {...appearances[state]} title={t(`stateHint.${state}`)}>
      {t(`state.${state}`)}
      {count !== undefined && ` ${count}`}
    </Mark>
  );
}
