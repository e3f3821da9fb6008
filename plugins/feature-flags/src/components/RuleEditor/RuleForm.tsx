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
  type Targeting,
} from '@causeway/plugin-feature-flags-common';
import { useCallback, useMemo, useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { flagsApiRef } from '../../api';
import { useDraft } from '../../hooks/useDraft';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { ConflictNotice } from '../Conflict';
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
  const rules = useDraft(
    {
      text: formatRules(current?.targeting),
      defaultVariant: current?.defaultVariant ?? codeDefault,
    },
    flag.revision,
  );
  const { text } = rules.draft;
  const defaultVariant =
    rules.draft.defaultVariant === codeDefault
      ? undefined
      : rules.draft.defaultVariant;
  const [isAsking, setIsAsking] = useState(false);
  const { flagSet, key, variants } = flag;
  const check = useRuleProblems({
    text,
    validate: useCallback(
      (typed: Targeting | undefined) =>
        flagsApi.validate(
          { flagSet, key, environment: environment.name },
          { targeting: typed, variants, defaultVariant },
        ),
      [flagsApi, flagSet, key, environment.name, variants, defaultVariant],
    ),
  });
  const completion = useRuleCompletion(flag);

  const { targeting } = parseRuleText(text);
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
          <ConflictNotice
            draft={rules}
            savedBy={flag.updatedBy}
            savedAt={flag.updatedAt}
            labels={{
              text: t('flagPage.rules'),
              defaultVariant: t('rules.defaultVariant'),
            }}
            describe={(value, field) =>
              value[field] === codeDefault
                ? t('rules.codeDefault')
                : value[field]
            }
          />
          <LazyJsonEditor
            label={t('rules.editor', words)}
            value={text}
            onChange={value => rules.change({ text: value })}
            isReadOnly={!isAllowed}
            problems={check.problems}
            completion={completion}
          />
          <RuleProblems {...check} text={text} />
          <Select
            className={styles.choice}
            label={t('rules.defaultVariant')}
            isDisabled={!isAllowed}
            value={rules.draft.defaultVariant}
            onChange={value => rules.change({ defaultVariant: String(value) })}
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
                  !rules.isChanged ||
                  rules.conflicts.length > 0 ||
                  check.isChecking ||
                  check.problems.length > 0
                }
                onPress={() => setIsAsking(true)}
              >
                {t('rules.save')}
              </Button>
              <Button
                variant="secondary"
                isDisabled={!rules.isChanged}
                onPress={rules.reset}
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
