import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FlagState } from '@causeway/plugin-feature-flags-common';
import {
  RiCheckboxBlankCircleLine,
  RiCheckboxCircleFill,
} from '@remixicon/react';
import { featureFlagsTranslationRef } from '../../translation';
import { Mark } from '@causeway/frontend-common';

/** Whether a flag is on, with the environment's name where it is not clear from the place. */
export function StateMark(props: { state: FlagState; environment?: string }) {
  const { state, environment } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const isOn = state === 'ENABLED';
  const word = isOn ? t('state.on') : t('state.off');
  return (
    <Mark
      tone={isOn ? 'positive' : 'neutral'}
      icon={isOn ? <RiCheckboxCircleFill /> : <RiCheckboxBlankCircleLine />}
    >
      {environment ? `${environment}: ${word}` : word}
    </Mark>
  );
}
