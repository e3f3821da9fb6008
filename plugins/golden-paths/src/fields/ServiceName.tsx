import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  createFormField,
  ScaffolderField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { Link, Text, TextField } from '@backstage/ui';
import { getErrorMessage, Mark } from '@causeway/frontend-common';
import type { NameAvailability } from '@causeway/plugin-golden-paths-common';
import {
  RiCheckLine,
  RiCloseCircleLine,
  RiQuestionLine,
} from '@remixicon/react';
import { useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useDebounce from 'react-use/esm/useDebounce';
import { goldenPathsApiRef, type GoldenPathsApi } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import { FieldFrame } from './FieldFrame';
import styles from './fields.module.css';
import { findRefusal, isTaken, type NameRefusal } from './judgeName';
import { parseRepoUrl } from './repoUrl';

const typingPauseInMilliseconds = 400;

const serviceNameSchema = makeFieldSchema({ output: z => z.string() });

/** The name of something new, with whether catalog and forge have it already. */
export function ServiceName(props: typeof serviceNameSchema.TProps) {
  const { schema, uiSchema, idSchema, formData = '', required } = props;
  const [settled, setSettled] = useState(formData);
  useDebounce(() => setSettled(formData), typingPauseInMilliseconds, [
    formData,
  ]);
  const refusal = formData ? findRefusal(formData, schema) : undefined;

  return (
    <ScaffolderField
      rawErrors={props.rawErrors}
      help={props.help}
      required={required}
      rawDescription={uiSchema['ui:description'] ?? schema.description}
    >
      <FieldFrame>
        <TextField
          id={idSchema.$id}
          label={schema.title}
          isRequired={required}
          // The form decides; natively, an error of before would stop the next try.
          validationBehavior="aria"
          isInvalid={Boolean(refusal) || Boolean(props.rawErrors?.length)}
          // The template asks for it, for the first field of its form.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus={uiSchema['ui:autofocus'] === true}
          value={formData}
          onChange={value => props.onChange(value || undefined)}
        />
        <div role="status" aria-live="polite" className={styles.status}>
          {refusal ? (
            <Refusal refusal={refusal} />
          ) : (
            formData &&
            (settled === formData ? (
              <Availability
                name={settled}
                place={readPlace(props.formContext?.formData)}
              />
            ) : (
              <Checking />
            ))
          )}
        </div>
      </FieldFrame>
    </ScaffolderField>
  );
}

/**
 * Refuses a taken name when the page of the form is left.
 *
 * @remarks
 * A name that could not be checked is let through: the run refuses it if it is taken.
 */
export async function validateServiceName(
  goldenPathsApi: Pick<GoldenPathsApi, 'checkName'>,
  name: string,
  place: Place,
): Promise<NameAvailability | undefined> {
  try {
    const availability = await goldenPathsApi.checkName(name, place);
    return isTaken(availability) ? availability : undefined;
  } catch {
    return undefined;
  }
}

export const serviceNameField = createFormField({
  name: 'ServiceName',
  component: ServiceName,
  schema: serviceNameSchema,
  async validation(name, field, { apiHolder, formData }) {
    const goldenPathsApi = apiHolder.get(goldenPathsApiRef);
    if (!goldenPathsApi || !name) {
      return;
    }
    const taken = await validateServiceName(
      goldenPathsApi,
      name,
      readPlace(formData),
    );
    if (taken) {
      field.addError(
        taken.catalog.state === 'taken'
          ? `The catalog has a component '${name}' already; choose another name`
          : `There is a repository '${name}' already; choose another name`,
      );
    }
  },
});

interface Place {
  host?: string;
  owner?: string;
}

function readPlace(formData: unknown): Place {
  const { repoUrl } = { repoUrl: undefined, ...Object(formData) };
  if (typeof repoUrl !== 'string') {
    return {};
  }
  const { host, owner } = parseRepoUrl(repoUrl);
  return { host: host || undefined, owner: owner || undefined };
}

function Refusal({ refusal }: { refusal: NameRefusal }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  return (
    <Mark tone="negative" icon={<RiCloseCircleLine />}>
      {refusal.reason === 'tooLong' &&
        t('name.tooLong', {
          count: refusal.count,
          maximum: String(refusal.maximum),
        })}
      {refusal.reason === 'reserved' && t('name.reserved', refusal)}
      {refusal.reason === 'pattern' &&
        [t('name.pattern', refusal), refusal.rule && `${refusal.rule}.`]
          .filter(Boolean)
          .join(' ')}
    </Mark>
  );
}

function Checking() {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  return <Text color="secondary">{t('name.checking')}</Text>;
}

function Availability(props: { name: string; place: Place }) {
  const { name, place } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const { value, error, loading } = useAsync(
    () => goldenPathsApi.checkName(name, place),
    [goldenPathsApi, name, place.host, place.owner],
  );

  if (loading) {
    return <Checking />;
  }
  if (error) {
    return (
      <Mark tone="warning" icon={<RiQuestionLine />}>
        {t('name.checkFailed', { reason: getErrorMessage(error) })}
      </Mark>
    );
  }
  if (value?.catalog.state === 'taken') {
    return (
      <Mark tone="negative" icon={<RiCloseCircleLine />}>
        {t('name.catalogTaken', { name })}
      </Mark>
    );
  }
  if (value?.forge.state === 'taken') {
    return (
      <>
        <Mark tone="negative" icon={<RiCloseCircleLine />}>
          {t('name.forgeTaken', { name })}
        </Mark>
        {value.forge.url && (
          <Link href={value.forge.url} target="_blank">
            {t('name.open')}
          </Link>
        )}
      </>
    );
  }
  if (value?.forge.state === 'unknown') {
    return (
      <Mark tone="warning" icon={<RiQuestionLine />}>
        {t('name.unknown', { reason: value.forge.reason ?? '' })}
      </Mark>
    );
  }
  return (
    <Mark tone="positive" icon={<RiCheckLine />}>
      {t('name.free')}
    </Mark>
  );
}
