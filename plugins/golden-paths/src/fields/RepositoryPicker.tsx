import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  createFormField,
  ScaffolderField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, Button, Select, Text, TextField } from '@backstage/ui';
import { getErrorMessage, LoadingState } from '@causeway/frontend-common';
import type { RepositoryHost } from '@causeway/plugin-golden-paths-common';
import { useEffect } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsApiRef } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import { FieldFrame } from './FieldFrame';
import styles from './fields.module.css';
import { formatRepoUrl, parseRepoUrl } from './repoUrl';

/** A select needs a key for each of its choices; no host has this name. */
const defaultKey = '*';
const ownerPattern = /^[\w.-]+(\/[\w.-]+)*$/;

const repositoryPickerSchema = makeFieldSchema({ output: z => z.string() });

/** Where the repository will be: the configured default, or an owner on one of the hosts. */
export function RepositoryPicker(props: typeof repositoryPickerSchema.TProps) {
  const { schema, uiSchema, formData, formContext, onChange } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const {
    value: hosts,
    error,
    retry,
  } = useAsyncRetry(() => goldenPathsApi.listHosts(), [goldenPathsApi]);
  const place = formData ? parseRepoUrl(formData) : undefined;
  const serviceName: unknown = formContext?.formData?.name;
  const followed = typeof serviceName === 'string' ? serviceName : undefined;

  useEffect(() => {
    // The service was given another name on a page before.
    if (place && followed !== undefined && place.repo !== followed) {
      onChange(formatRepoUrl({ ...place, repo: followed }));
    }
  });

  const byDefault = hosts?.find(({ isDefault }) => isDefault);
  const chosen = hosts?.find(({ host }) => host === place?.host);

  return (
    <ScaffolderField
      rawErrors={props.rawErrors}
      errors={props.errors}
      required={props.required}
      rawDescription={uiSchema['ui:description'] ?? schema.description}
    >
      <FieldFrame>
        <fieldset className={styles.group}>
          <legend>{schema.title ?? t('repository.title')}</legend>
          {error && (
            <Alert
              status="danger"
              icon
              title={t('repository.loadFailed', {
                reason: getErrorMessage(error),
              })}
              customActions={
                <Button variant="tertiary" onPress={retry}>
                  {t('repository.retry')}
                </Button>
              }
            />
          )}
          {!hosts && !error && (
            <LoadingState label={t('repository.host')} height={64} />
          )}
          {hosts && (
            <Select
              label={t('repository.host')}
              value={place?.host ?? defaultKey}
              onChange={key => {
                const host = hosts.find(each => each.host === key);
                onChange(
                  host &&
                    formatRepoUrl({
                      host: host.host,
                      owner: host.defaultOwner ?? '',
                      repo: followed ?? place?.repo ?? '',
                    }),
                );
              }}
              options={[
                { value: defaultKey, label: describeDefault(byDefault) },
                ...hosts.map(({ host, title }) => ({
                  value: host,
                  label: title,
                })),
              ]}
            />
          )}
          {place && (
            <TextField
              label={t('repository.owner')}
              description={t('repository.ownerHelp', {
                host: chosen?.title ?? place.host,
              })}
              isRequired
              value={place.owner}
              onChange={owner => onChange(formatRepoUrl({ ...place, owner }))}
            />
          )}
          {place && followed === undefined && (
            <TextField
              label={t('repository.name')}
              isRequired
              value={place.repo}
              onChange={repo => onChange(formatRepoUrl({ ...place, repo }))}
            />
          )}
          {place?.owner && place.repo && (
            <Text as="p" color="secondary">
              {t('repository.result', {
                repository: `${place.host}/${place.owner}/${place.repo}`,
              })}
            </Text>
          )}
        </fieldset>
      </FieldFrame>
    </ScaffolderField>
  );

  function describeDefault(host: RepositoryHost | undefined): string {
    return host
      ? t('repository.defaultAt', {
          owner: host.defaultOwner ?? '?',
          host: host.title,
        })
      : t('repository.default');
  }
}

export const repositoryPickerField = createFormField({
  name: 'RepositoryPicker',
  component: RepositoryPicker,
  schema: repositoryPickerSchema,
  validation(repoUrl, field) {
    if (!repoUrl) {
      return;
    }
    const { owner, repo } = parseRepoUrl(repoUrl);
    if (!owner) {
      field.addError('Say who the repository belongs to');
    } else if (!ownerPattern.test(owner)) {
      field.addError(
        `'${owner}' cannot own a repository; use letters, digits, '-', '_' and '.'`,
      );
    }
    if (!repo) {
      field.addError('Give the repository a name');
    }
  },
});
