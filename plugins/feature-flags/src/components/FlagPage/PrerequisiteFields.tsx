import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonIcon,
  Checkbox,
  CheckboxGroup,
  Select,
  Text,
} from '@backstage/ui';
import type { Flag, Prerequisite } from '@causeway/plugin-feature-flags-common';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { flagsApiRef } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { RequestFailure } from '../shared';
import styles from './EditFlagForm.module.css';

/** How many flags of the set are offered. */
const flagLimit = 500;

/** Other flags of the set that this one depends on, with the variants that they have to serve. */
export function PrerequisiteFields(props: {
  flag: Flag;
  prerequisites: Prerequisite[];
  onChange: (prerequisites: Prerequisite[]) => void;
}) {
  const { flag, prerequisites, onChange } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const {
    value: others = [],
    error,
    retry,
  } = useAsyncRetry(async () => {
    const { items } = await flagsApi.listFlags({
      flagSet: flag.flagSet,
      limit: flagLimit,
    });
    return items.filter(({ key }) => key !== flag.key);
  }, [flagsApi, flag.flagSet, flag.key]);

  const free = others.filter(
    ({ key }) => !prerequisites.some(({ flagKey }) => flagKey === key),
  );
  const replace = (index: number, prerequisite: Prerequisite) =>
    onChange(
      prerequisites.map((old, place) => (place === index ? prerequisite : old)),
    );

  return (
    <fieldset className={styles.group}>
      <legend>{t('edit.prerequisites')}</legend>
      <Text as="p" variant="body-small" color="secondary">
        {t('edit.prerequisitesHint')}
      </Text>
      {error && (
        <RequestFailure
          title={t('states.loadFlagsFailed')}
          error={error}
          onRetry={retry}
        />
      )}
      {prerequisites.map(({ flagKey, variants }, index) => {
        const other = others.find(({ key }) => key === flagKey);
        // Variants that it no longer has stay visible, to be taken away.
        const names = [
          ...new Set([...Object.keys(other?.variants ?? {}), ...variants]),
        ];
        return (
          <div key={flagKey} className={styles.prerequisite}>
            <div className={styles.prerequisiteFlag}>
              <Select
                label={t('edit.prerequisiteFlag', {
                  number: String(index + 1),
                })}
                value={flagKey}
                onChange={value =>
                  replace(index, { flagKey: String(value), variants: [] })
                }
                options={[flagKey, ...free.map(({ key }) => key)].map(key => ({
                  value: key,
                  label: key,
                }))}
              />
              <ButtonIcon
                variant="tertiary"
                icon={<RiDeleteBinLine />}
                aria-label={t('edit.removePrerequisite', { name: flagKey })}
                onPress={() =>
                  onChange(prerequisites.filter((_, place) => place !== index))
                }
              />
            </div>
            <CheckboxGroup
              label={t('edit.prerequisiteVariants', { flagKey })}
              orientation="horizontal"
              value={variants}
              onChange={value => replace(index, { flagKey, variants: value })}
            >
              {names.map(name => (
                <Checkbox key={name} value={name}>
                  {name}
                </Checkbox>
              ))}
            </CheckboxGroup>
          </div>
        );
      })}
      {free.length > 0 && (
        <div>
          <Button
            variant="tertiary"
            iconStart={<RiAddLine />}
            onPress={() =>
              onChange([
                ...prerequisites,
                { flagKey: free[0].key, variants: [] },
              ])
            }
          >
            {t('edit.addPrerequisite')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
