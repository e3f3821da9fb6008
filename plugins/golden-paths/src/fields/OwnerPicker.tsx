import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  makeFieldSchema,
  type FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import {
  createFormField,
  ScaffolderField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, Button, Checkbox, Combobox } from '@backstage/ui';
import { getErrorMessage } from '@causeway/frontend-common';
import { ownerAnyPermission } from '@causeway/plugin-golden-paths-common';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsTranslationRef } from '../translation';
import { FieldFrame } from './FieldFrame';
import { findOwnGroups, toOwnerOptions } from './ownGroups';

type Filter = Record<string, string | string[]>;

const ownerPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      allowedKinds: z.array(z.string()).optional(),
      allowArbitraryValues: z.boolean().optional(),
      catalogFilter: z
        .record(z.union([z.string(), z.array(z.string())]))
        .optional(),
    }),
});

type OwnerPickerProps = typeof ownerPickerSchema extends FieldSchema<
  infer _Value,
  infer _Options
>
  ? typeof ownerPickerSchema.TProps
  : never;

/** Groups that the user belongs to; all of them for those who may choose any. */
export function OwnerPicker(props: OwnerPickerProps) {
  const { schema, uiSchema, formData, required, rawErrors, errors } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const { allowed: mayChooseAny } = usePermission({
    permission: ownerAnyPermission,
  });
  const [isWidened, setWidened] = useState(false);
  const options = uiSchema['ui:options'];
  const filter: Filter = options?.catalogFilter ?? {
    kind: options?.allowedKinds ?? ['Group'],
  };
  const { value, loading, error, retry } = useOwners(
    filter,
    isWidened && mayChooseAny,
  );

  return (
    <ScaffolderField
      rawErrors={rawErrors}
      errors={errors}
      required={required}
      rawDescription={uiSchema['ui:description'] ?? schema.description}
    >
      <FieldFrame>
        <Combobox
          label={schema.title ?? t('owner.title')}
          placeholder={t('owner.placeholder')}
          isRequired={required}
          isDisabled={uiSchema['ui:disabled'] === true || loading}
          // The form decides; natively, an error of before would stop the next try.
          validationBehavior="aria"
          isInvalid={Boolean(rawErrors?.length)}
          selectedKey={formData ?? null}
          onSelectionChange={key =>
            props.onChange(key === null ? undefined : String(key))
          }
          options={withChosen(value ?? [], formData)}
        />
        {mayChooseAny && (
          <Checkbox isSelected={isWidened} onChange={setWidened}>
            {t('owner.all')}
          </Checkbox>
        )}
        {error && (
          <Alert
            status="danger"
            icon
            title={t('owner.loadFailed', { reason: getErrorMessage(error) })}
            customActions={
              <Button variant="tertiary" onPress={retry}>
                {t('owner.retry')}
              </Button>
            }
          />
        )}
        {value?.length === 0 && !isWidened && (
          <Alert status="warning" icon title={t('owner.none')} />
        )}
      </FieldFrame>
    </ScaffolderField>
  );
}

export const ownerPickerField = createFormField({
  name: 'OwnerPicker',
  component: OwnerPicker,
  schema: ownerPickerSchema,
});

function useOwners(filter: Filter, isWidened: boolean) {
  const catalogApi = useApi(catalogApiRef);
  const identityApi = useApi(identityApiRef);
  const key = JSON.stringify(filter);
  return useAsyncRetry(async () => {
    const fields = [
      'kind',
      'metadata.name',
      'metadata.namespace',
      'metadata.title',
      'spec.profile',
    ];
    if (isWidened) {
      const entities = [];
      for await (const page of catalogApi.streamEntities({ filter, fields })) {
        entities.push(...page);
      }
      return toOwnerOptions(entities);
    }
    const { ownershipEntityRefs, userEntityRef } =
      await identityApi.getBackstageIdentity();
    const groups = await findOwnGroups(catalogApi, ownershipEntityRefs);
    const { items } = await catalogApi.getEntitiesByRefs({
      entityRefs: [userEntityRef, ...groups],
      filter,
      fields,
    });
    return toOwnerOptions(items.filter(entity => entity !== undefined));
  }, [catalogApi, identityApi, key, isWidened]);
}

/** A value of a link, or of before the list was narrowed, is shown as it is. */
function withChosen(
  options: { value: string; label: string }[],
  chosen: string | undefined,
) {
  return chosen && !options.some(({ value }) => value === chosen)
    ? [{ value: chosen, label: chosen }, ...options]
    : options;
}
