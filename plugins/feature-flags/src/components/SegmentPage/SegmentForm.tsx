import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert, Button, Text, TextField } from '@backstage/ui';
import {
  flagUpdatePermission,
  type Problem,
  type Targeting,
  type UsedSegment,
} from '@causeway/plugin-feature-flags-common';
import { useCallback, useState, type FormEvent } from 'react';
import { flagsApiRef } from '../../api';
import { useDraft } from '../../hooks/useDraft';
import { useFlagPermission } from '../../hooks/useFlagPermission';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { ConflictNotice } from '../Conflict';
import {
  createRuleCompletion,
  formatRules,
  LazyJsonEditor,
  parseRuleText,
  RuleProblems,
  useRuleProblems,
} from '../RuleEditor';
import styles from './SegmentPage.module.css';

const completion = createRuleCompletion({ variants: [], segments: [] });

/** The rule of a segment, new or not. */
export function SegmentForm(props: {
  flagSet: string;
  segment?: UsedSegment;
  onSave: () => void;
  onReload?: () => void;
}) {
  const { flagSet, segment, onSave, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const { isAllowed, isLoading } = useFlagPermission(flagUpdatePermission, {
    flagSet,
  });
  const [typedName, setName] = useState('');
  const name = segment?.name ?? typedName.trim();
  const form = useDraft(
    {
      description: segment?.description ?? '',
      text: formatRules(segment?.targeting),
    },
    segment?.revision ?? 0,
  );
  const { description, text } = form.draft;
  const [isAsking, setIsAsking] = useState(false);
  const check = useRuleProblems({
    text,
    validate: useCallback(
      async (targeting: Targeting | undefined): Promise<Problem[]> =>
        targeting && name
          ? flagsApi.validateSegment({ flagSet, name }, { targeting })
          : [],
      [flagsApi, flagSet, name],
    ),
  });
  const { targeting } = parseRuleText(text);
  const isComplete = name !== '' && targeting !== undefined;
  const isSaveable =
    isComplete &&
    form.isChanged &&
    form.conflicts.length === 0 &&
    !check.isChecking &&
    check.problems.length === 0;

  const save = async (reason: string | undefined) => {
    if (!targeting) {
      return;
    }
    await flagsApi.putSegment(
      { flagSet, name },
      {
        description: description.trim() || undefined,
        targeting,
        revision: segment?.revision,
        reason,
      },
    );
    toastApi.post({ title: t('segments.saved', { name }), timeout: 5000 });
    onSave();
  };

  return (
    <EntityInfoCard
      title={segment ? t('segments.rule') : t('segments.createTitle')}
    >
      <form
        className={styles.form}
        aria-label={t('segments.form')}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (isSaveable) {
            setIsAsking(true);
          }
        }}
      >
        {!isAllowed && !isLoading && (
          <Alert status="info" icon title={t('segments.notAllowed')} />
        )}
        {segment && (
          <ConflictNotice
            draft={form}
            savedBy={segment.updatedBy}
            savedAt={segment.updatedAt}
            labels={{
              description: t('create.description'),
              text: t('segments.rule'),
            }}
            describe={(value, field) => value[field]}
          />
        )}
        {!segment && (
          <TextField
            isRequired
            className={styles.field}
            label={t('segments.name')}
            description={t('segments.nameHint')}
            isReadOnly={!isAllowed}
            value={typedName}
            onChange={setName}
          />
        )}
        <TextField
          className={styles.field}
          label={t('create.description')}
          isReadOnly={!isAllowed}
          value={description}
          onChange={value => form.change({ description: value })}
        />
        <Text as="p" color="secondary">
          {t('segments.ruleHint')}
        </Text>
        <LazyJsonEditor
          label={t('segments.editor')}
          value={text}
          onChange={value => form.change({ text: value })}
          isReadOnly={!isAllowed}
          problems={check.problems}
          completion={completion}
        />
        {targeting === undefined && check.problems.length === 0 ? (
          <Text as="p" color="secondary">
            {t('segments.emptyRule')}
          </Text>
        ) : (
          <RuleProblems {...check} text={text} />
        )}
        {isAllowed && (
          <div className={styles.actions}>
            <Button type="submit" isDisabled={!isSaveable}>
              {segment ? t('segments.save') : t('segments.create')}
            </Button>
            {segment && (
              <Button
                variant="secondary"
                isDisabled={!form.isChanged}
                onPress={form.reset}
              >
                {t('rules.discard')}
              </Button>
            )}
          </div>
        )}
      </form>
      {isAsking && (
        <ChangeDialog
          title={
            segment
              ? t('segments.saveTitle', { name })
              : t('segments.createConfirm', { name })
          }
          confirmLabel={segment ? t('segments.save') : t('segments.create')}
          subjectKey={name}
          onConfirm={save}
          onClose={() => setIsAsking(false)}
          onReload={onReload}
        >
          {describeEffect()}
        </ChangeDialog>
      )}
    </EntityInfoCard>
  );

  function describeEffect(): string {
    const uses = segment?.uses.length ?? 0;
    return uses > 0
      ? t('segments.saveEffect', { count: uses })
      : t('segments.noEffect');
  }
}
