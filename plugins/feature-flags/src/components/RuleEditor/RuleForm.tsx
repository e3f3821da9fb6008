import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert, Button, Select, Text } from '@backstage/ui';
import {
  flagUpdatePermission,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { useMemo, useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { flagsApiRef } from '../../api';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { ExplainPanel } from '../Explain';
import styles from './FlagRules.module.css';
import { LazyJsonEditor } from './LazyJsonEditor';
import { createRuleCompletion } from './ruleCompletions';
import { RuleProblems } from './RuleProblems';
import { formatRules, parseRuleText } from './ruleText';
import { useRuleProblems } from './useRuleProblems';

/** Stands for "no default variant"; no variant has this name. */
const codeDefault = '*';

interface RuleFormProps {
  flag: Flag;
  environment: Environment;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}

/** Rules and default variant of a flag in one environment. */
export function RuleForm(props: RuleFormProps) {
  const { flag, environment, onChange, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const { isAllowed, isLoading } = useFlagPermission(flagUpdatePermission, {
    flagSet: flag.flagSet,
    flagKey: flag.key,
    environment: environment.name,
  });

  const current = flag.environments[environment.name];
  const savedText = formatRules(current?.targeting);
  const [text, setText] = useState(savedText);
  const [defaultVariant, setDefaultVariant] = useState(current?.defaultVariant);
  const [isAsking, setIsAsking] = useState(false);
  const check = useRuleProblems({
    flag,
    environment: environment.name,
    text,
    defaultVariant,
  });
  const completion = useRuleCompletion(flag);

  const { targeting } = parseRuleText(text);
  const isChanged =
    text !== savedText || defaultVariant !== current?.defaultVariant;
  const words = { key: flag.key, environment: environment.title };

  const save = async (reason: string | undefined) => {
    const changed = await flagsApi.updateFlagEnvironment(
      { flagSet: flag.flagSet, key: flag.key, environment: environment.name },
      {
        revision: flag.revision,
        state: current?.state ?? 'DISABLED',
        defaultVariant,
        targeting,
        reason,
      },
    );
    toastApi.post({ title: t('rules.saved', words), timeout: 5000 });
    onChange(changed);
  };

  return (
    <>
      <EntityInfoCard title={t('rules.editor', words)}>
        <div className={styles.form}>
          {!isAllowed && !isLoading && (
            <Alert status="info" icon title={t('rules.notAllowed', words)} />
          )}
          <Text as="p" color="secondary">
            {t('rules.hint')}
          </Text>
          <LazyJsonEditor
            label={t('rules.editor', words)}
            value={text}
            onChange={setText}
            isReadOnly={!isAllowed}
            problems={check.problems}
            completion={completion}
          />
          <RuleProblems {...check} text={text} />
          <Select
            className={styles.choice}
            label={t('rules.defaultVariant')}
            isDisabled={!isAllowed}
            value={defaultVariant ?? codeDefault}
            onChange={value =>
              setDefaultVariant(
                value === codeDefault ? undefined : String(value),
              )
            }
            options={[
              ...Object.keys(flag.variants).map(name => ({
                value: name,
                label: name,
              })),
              { value: codeDefault, label: t('rules.codeDefault') },
            ]}
          />
          {isAllowed && (
            <div className={styles.actions}>
              <Button
                isDisabled={
                  !isChanged || check.isChecking || check.problems.length > 0
                }
                onPress={() => setIsAsking(true)}
              >
                {t('rules.save')}
              </Button>
              <Button
                variant="secondary"
                isDisabled={!isChanged}
                onPress={() => {
                  setText(savedText);
                  setDefaultVariant(current?.defaultVariant);
                }}
              >
                {t('rules.discard')}
              </Button>
            </div>
          )}
        </div>
        {isAsking && (
          <ChangeDialog
            title={t('rules.saveTitle', words)}
            confirmLabel={t('rules.saveIn', words)}
            environment={environment}
            subjectKey={flag.key}
            onConfirm={save}
            onClose={() => setIsAsking(false)}
            onReload={onReload}
          >
            {t('rules.saveEffect')}
          </ChangeDialog>
        )}
      </EntityInfoCard>
      <ExplainPanel
        flag={flag}
        environment={environment}
        targeting={targeting}
      />
    </>
  );
}

function useRuleCompletion(flag: Flag) {
  const flagsApi = useApi(flagsApiRef);
  // Without the segments there is only less to complete.
  const { value: segments } = useAsync(
    () => flagsApi.listSegments(flag.flagSet),
    [flagsApi, flag.flagSet],
  );
  return useMemo(
    () =>
      createRuleCompletion({
        variants: Object.keys(flag.variants),
        segments: (segments ?? []).map(({ name }) => name),
      }),
    [flag.variants, segments],
  );
}
