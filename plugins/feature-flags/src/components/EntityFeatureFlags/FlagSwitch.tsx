import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ButtonIcon, Switch, Tooltip, TooltipTrigger } from '@backstage/ui';
import {
  flagTogglePermission,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { RiLockLine } from '@remixicon/react';
import { useState } from 'react';
import { flagsApiRef } from '../../api';
import { describeDefault, hasRules } from '../../flagValues';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import styles from './FlagSwitch.module.css';

interface FlagSwitchProps {
  flag: Flag;
  environment: Environment;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}

/** Switches a flag in one environment, after the user has confirmed it. */
export function FlagSwitch(props: FlagSwitchProps) {
  const { flag, environment, onChange, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const [isAsking, setIsAsking] = useState(false);
  const { isAllowed, isLoading } = useFlagPermission(flagTogglePermission, {
    flagSet: flag.flagSet,
    flagKey: flag.key,
    environment: environment.name,
  });

  const current = flag.environments[environment.name];
  const isOn = current?.state === 'ENABLED';
  const words = { key: flag.key, environment: environment.title };

  const save = async (reason: string | undefined) => {
    const changed = await flagsApi.updateFlagEnvironment(
      { flagSet: flag.flagSet, key: flag.key, environment: environment.name },
      {
        revision: flag.revision,
        state: isOn ? 'DISABLED' : 'ENABLED',
        defaultVariant: current?.defaultVariant,
        targeting: current?.targeting,
        reason,
      },
    );
    onChange(changed);
    toastApi.post({
      title: isOn ? t('toggle.isOff', words) : t('toggle.isOn', words),
      timeout: 5000,
    });
  };

  return (
    <span className={styles.root}>
      <Switch
        aria-label={t('toggle.label', words)}
        isSelected={isOn}
        isDisabled={!isAllowed}
        onChange={() => setIsAsking(true)}
      />
      {!isAllowed && !isLoading && (
        <TooltipTrigger delay={0}>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiLockLine />}
            aria-label={t('toggle.notAllowed', words)}
          />
          <Tooltip>{t('toggle.notAllowed', words)}</Tooltip>
        </TooltipTrigger>
      )}
      {isAsking && (
        <ChangeDialog
          title={
            isOn
              ? t('toggle.turnOffTitle', words)
              : t('toggle.turnOnTitle', words)
          }
          confirmLabel={
            isOn ? t('toggle.turnOff', words) : t('toggle.turnOn', words)
          }
          isDestructive={isOn && environment.isProduction}
          environment={environment}
          subjectKey={flag.key}
          onConfirm={save}
          onClose={() => setIsAsking(false)}
          onReload={onReload}
        >
          {describeEffect()}
        </ChangeDialog>
      )}
    </span>
  );

  function describeEffect(): string {
    if (isOn) {
      return t('toggle.offEffect', words);
    }
    const served =
      (current && describeDefault(flag, current)) ?? t('flag.codeDefault');
    return current && hasRules(current)
      ? t('toggle.onEffectWithRules', { ...words, served })
      : t('toggle.onEffect', { ...words, served });
  }
}
