import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Select, TextAreaField, TextField } from '@backstage/ui';
import type { Environment, Flag } from '@causeway/plugin-feature-flags-common';
import { useMemo, useState, type FormEvent } from 'react';
import type { UpdateFlagRequest } from '../../api';
import { useDraft } from '../../hooks/useDraft';
import { featureFlagsTranslationRef } from '../../translation';
import { ConflictNotice } from '../Conflict';
import {
  KindSelect,
  parseTags,
  parseVariants,
  VariantFields,
} from '../CreateFlagPage';
import styles from './EditFlagForm.module.css';
import {
  changeVariants,
  codeDefault,
  describeField,
  toFlagDraft,
} from './flagDraft';
import { PrerequisiteFields } from './PrerequisiteFields';

export function EditFlagForm(props: {
  environments: Environment[];
  flag: Flag;
  onSubmit: (update: UpdateFlagRequest) => void;
  onCancel: () => void;
}) {
  const { environments, flag, onSubmit, onCancel } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const saved = useMemo(
    () =>
      toFlagDraft(
        flag,
        environments.map(({ name }) => name),
      ),
    [flag, environments],
  );
  const form = useDraft(saved, flag.revision);
  const { draft, change } = form;
  const [problems, setProblems] = useState<string[]>([]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseVariants(flag.type, draft.variants);
    const found = findProblems();
    setProblems(found);
    if (found.length > 0 || parsed.badVariant) {
      return;
    }
    onSubmit({
      kind: draft.kind,
      description: draft.description.trim(),
      tags: parseTags(draft.tags),
      entityRef: draft.entityRef.trim(),
      variants: parsed.variants,
      prerequisites: draft.prerequisites,
      metadata: flag.metadata,
      environments: Object.fromEntries(
        Object.entries(draft.defaults)
          .filter(([environment, name]) => name !== saved.defaults[environment])
          .map(([environment, name]) => [
            environment,
            {
              defaultVariant: name === codeDefault ? undefined : name.trim(),
            },
          ]),
      ),
      revision: flag.revision,
    });
  };

  return (
    <form
      className={styles.form}
      aria-label={t('edit.title', { key: flag.key })}
      onSubmit={submit}
    >
      <ConflictNotice
        draft={form}
        savedBy={flag.updatedBy}
        savedAt={flag.updatedAt}
        labels={{
          description: t('create.description'),
          kind: t('create.kind'),
          tags: t('create.tags'),
          entityRef: t('create.entity'),
          variants: t('create.variants'),
          defaults: t('edit.defaults'),
          prerequisites: t('edit.prerequisites'),
        }}
        describe={describeField}
      />
      <TextAreaField
        label={t('create.description')}
        value={draft.description}
        onChange={description => change({ description })}
      />
      <KindSelect kind={draft.kind} onChange={kind => change({ kind })} />
      <TextField
        label={t('create.tags')}
        description={t('create.tagsHint')}
        value={draft.tags}
        onChange={tags => change({ tags })}
      />
      <TextField
        isRequired
        label={t('create.entity')}
        description={t('create.entityHint')}
        value={draft.entityRef}
        onChange={entityRef => change({ entityRef })}
      />
      <VariantFields
        variants={draft.variants}
        onChange={variants => change(changeVariants(draft, variants))}
        isFixed={flag.type === 'boolean'}
      />
      <fieldset className={styles.group}>
        <legend>{t('edit.defaults')}</legend>
        <div className={styles.defaults}>
          {environments.map(({ name, title }) => (
            <Select
              key={name}
              label={t('edit.defaultIn', { environment: title })}
              value={draft.defaults[name]}
              onChange={value =>
                change({
                  defaults: { ...draft.defaults, [name]: String(value) },
                })
              }
              options={[
                ...draft.variants
                  .filter(variant => variant.name)
                  .map(variant => ({
                    value: variant.name,
                    label: variant.name,
                  })),
                { value: codeDefault, label: t('rules.codeDefault') },
              ]}
            />
          ))}
        </div>
      </fieldset>
      <PrerequisiteFields
        flag={flag}
        prerequisites={draft.prerequisites}
        onChange={prerequisites => change({ prerequisites })}
      />
      {problems.length > 0 && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('edit.invalid')}
          description={
            <ul className={styles.problems}>
              {problems.map(problem => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          }
        />
      )}
      <div className={styles.actions}>
        <Button
          type="submit"
          isDisabled={!form.isChanged || form.conflicts.length > 0}
        >
          {t('edit.submit')}
        </Button>
        <Button variant="secondary" onPress={onCancel}>
          {t('change.cancel')}
        </Button>
      </div>
    </form>
  );

  /** What can be told without asking; the backend says the rest. */
  function findProblems(): string[] {
    const { badVariant } = parseVariants(flag.type, draft.variants);
    const names = draft.variants.map(({ name }) => name.trim());
    const flagKeys = draft.prerequisites.map(({ flagKey }) => flagKey);
    return [
      ...(badVariant
        ? [
            t('create.badValue', {
              name: badVariant.name,
              value: badVariant.text,
              type: t(`create.typeNames.${flag.type}`),
            }),
          ]
        : []),
      ...findRepeated(names).map(name => t('edit.duplicateVariant', { name })),
      ...findRepeated(flagKeys).map(flagKey =>
        t('edit.duplicatePrerequisite', { flagKey }),
      ),
      ...draft.prerequisites
        .filter(({ variants }) => variants.length === 0)
        .map(({ flagKey }) => t('edit.emptyPrerequisite', { flagKey })),
    ];
  }
}

function findRepeated(names: string[]): string[] {
  return [
    ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
  ];
}
