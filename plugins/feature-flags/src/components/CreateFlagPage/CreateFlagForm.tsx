import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import {
  type Environment,
  type Flag,
  type FlagKind,
  type FlagSet,
  type FlagType,
  type FlagValue,
} from '@causeway/plugin-feature-flags-common';
import { useState, type FormEvent } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { flagsApiRef } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { getErrorMessage } from '@causeway/frontend-common';
import styles from './CreateFlagForm.module.css';
import { KindSelect } from './KindSelect';
import { parseTags } from './parseTags';
import { initialVariants, parseVariants } from './variantDrafts';
import { VariantFields } from './VariantFields';

interface CreateFlagFormProps {
  environments: Environment[];
  flagSets: FlagSet[];
  entityRef?: string;
  onCreate: (flag: Flag) => void;
}

const flagTypes: readonly FlagType[] = [
  'boolean',
  'string',
  'number',
  'object',
];

/** No flag set has this name. */
const newFlagSet = '*';

export function CreateFlagForm(props: CreateFlagFormProps) {
  const { environments, flagSets, onCreate } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);

  const [flagSet, setFlagSet] = useState(flagSets.at(0)?.name ?? newFlagSet);
  const [flagSetName, setFlagSetName] = useState(
    props.entityRef?.split('/').at(-1) ?? '',
  );
  const [typedEntityRef, setEntityRef] = useState(props.entityRef);
  const [key, setKey] = useState('');
  const [type, setType] = useState<FlagType>('boolean');
  const [kind, setKind] = useState<FlagKind>('release');
  const [description, setDescription] = useState('');
  const [tags, setTags] = useState('');
  const [variants, setVariants] = useState(initialVariants.boolean);
  const [defaultVariant, setDefaultVariant] = useState('on');

  const entityRef =
    typedEntityRef ??
    flagSets.find(({ name }) => name === flagSet)?.entityRef ??
    '';

  const [{ loading, error }, create] = useAsyncFn(async () => {
    const values = readVariants();
    const target =
      flagSet === newFlagSet
        ? await flagsApi.createFlagSet({ name: flagSetName.trim(), entityRef })
        : { name: flagSet };
    // A second try after a refused flag finds the set that the first one made.
    setFlagSet(target.name);
    onCreate(
      await flagsApi.createFlag(target.name, {
        key: key.trim(),
        type,
        kind,
        description: description.trim() || undefined,
        tags: parseTags(tags),
        entityRef,
        variants: values,
        prerequisites: [],
        metadata: {},
        environments: Object.fromEntries(
          environments.map(({ name }) => [
            name,
            { state: 'DISABLED', defaultVariant },
          ]),
        ),
      }),
    );
  }, [
    flagSet,
    flagSetName,
    entityRef,
    key,
    type,
    kind,
    description,
    tags,
    variants,
    defaultVariant,
  ]);

  const changeType = (next: FlagType) => {
    setType(next);
    setVariants(initialVariants[next]);
    setDefaultVariant(initialVariants[next][0].name);
  };

  // A set that was made by a first try is not among those that were loaded.
  const flagSetNames = new Set([
    ...flagSets.map(({ name }) => name),
    ...(flagSet === newFlagSet ? [] : [flagSet]),
  ]);

  return (
    <form
      className={styles.form}
      aria-label={t('create.title')}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        create();
      }}
    >
      <Select
        label={t('create.flagSet')}
        description={t('create.flagSetNameHint')}
        value={flagSet}
        onChange={value => setFlagSet(String(value))}
        options={[
          ...[...flagSetNames].map(name => ({
            value: name,
            label: flagSets.find(set => set.name === name)?.title ?? name,
          })),
          { value: newFlagSet, label: t('create.newFlagSet') },
        ]}
      />
      {flagSet === newFlagSet && (
        <TextField
          isRequired
          label={t('create.flagSetName')}
          value={flagSetName}
          onChange={setFlagSetName}
        />
      )}
      <TextField
        isRequired
        label={t('create.entity')}
        description={t('create.entityHint')}
        value={entityRef}
        onChange={setEntityRef}
      />
      <TextField
        isRequired
        label={t('create.key')}
        description={t('create.keyHint')}
        value={key}
        onChange={setKey}
      />
      <KindSelect kind={kind} onChange={setKind} />
      <Select
        label={t('create.type')}
        value={type}
        onChange={value =>
          changeType(flagTypes.find(name => name === value) ?? type)
        }
        options={flagTypes.map(name => ({
          value: name,
          label: t(`create.${name}`),
        }))}
      />
      <VariantFields
        variants={variants}
        onChange={setVariants}
        isFixed={type === 'boolean'}
      />
      <Select
        label={t('create.defaultVariant')}
        value={defaultVariant}
        onChange={value => setDefaultVariant(String(value))}
        options={variants
          .filter(({ name }) => name)
          .map(({ name }) => ({ value: name, label: name }))}
      />
      <TextAreaField
        label={t('create.description')}
        value={description}
        onChange={setDescription}
      />
      <TextField
        label={t('create.tags')}
        description={t('create.tagsHint')}
        value={tags}
        onChange={setTags}
      />
      {error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('create.failed')}
          description={getErrorMessage(error)}
        />
      )}
      <Text as="p" color="secondary">
        {t('create.startsOff')}
      </Text>
      <div>
        <Button type="submit" isPending={loading}>
          {t('create.submit')}
        </Button>
      </div>
    </form>
  );

  function readVariants(): { [name: string]: FlagValue } {
    const parsed = parseVariants(type, variants);
    if (parsed.badVariant) {
      throw new Error(
        t('create.badValue', {
          name: parsed.badVariant.name,
          value: parsed.badVariant.text,
          type: t(`create.typeNames.${type}`),
        }),
      );
    }
    return parsed.variants;
  }
}
