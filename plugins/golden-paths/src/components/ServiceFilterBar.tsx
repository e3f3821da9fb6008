import { parseEntityRef } from '@backstage/catalog-model';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { Button, Select } from '@backstage/ui';
import {
  serviceStates,
  SOURCE_TEMPLATE_ANNOTATION,
} from '@causeway/plugin-golden-paths-common';
import useAsync from 'react-use/esm/useAsync';
import { goldenPathsApiRef, serviceOrders } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import styles from './pages.module.css';
import type { ServiceFilters } from './useServiceFilters';

/** A select needs a key for each of its choices; no filter has this value. */
const anyKey = '*';
const maximumTemplates = 200;

interface Option {
  value: string;
  label: string;
}

/** Narrows the list of services. */
export function ServiceFilterBar({ filters }: { filters: ServiceFilters }) {
  const { selection, hasFilter, setFilter, clear } = filters;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const { templates, owners } = useOptions();

  return (
    <form
      role="search"
      aria-label={t('filters.label')}
      className={styles.filters}
      onSubmit={event => event.preventDefault()}
    >
      <Choice
        label={t('filters.state')}
        value={selection.state?.[0]}
        options={serviceStates.map(value => ({
          value,
          label: t(`state.${value}`),
        }))}
        onChange={value => setFilter('state', value)}
      />
      <Choice
        label={t('filters.template')}
        value={selection.template}
        options={templates}
        onChange={value => setFilter('template', value)}
      />
      <Choice
        label={t('filters.owner')}
        value={selection.owner?.[0]}
        options={owners}
        onChange={value => setFilter('owner', value)}
      />
      <Select
        label={t('filters.order')}
        value={selection.order ?? serviceOrders[0]}
        onChange={key => setFilter('order', String(key))}
        options={serviceOrders.map(value => ({
          value,
          label: t(`filters.orders.${value}`),
        }))}
      />
      {hasFilter && (
        <Button variant="tertiary" onPress={clear}>
          {t('services.clear')}
        </Button>
      )}
    </form>
  );
}

/** One of several values, or any. The value of the URL is offered whatever it is. */
function Choice(props: {
  label: string;
  value: string | undefined;
  options: Option[];
  onChange: (value: string | undefined) => void;
}) {
  const { label, value, options, onChange } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const isOffered = options.some(option => option.value === value);
  return (
    <Select
      label={label}
      value={value ?? anyKey}
      onChange={key => onChange(key === anyKey ? undefined : String(key))}
      options={[
        { value: anyKey, label: t('filters.any') },
        ...(value && !isOffered ? [toOption(value)] : []),
        ...options,
      ]}
    />
  );
}

/** Without them the filters still show what the URL says. */
function useOptions(): { templates: Option[]; owners: Option[] } {
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const catalogApi = useApi(catalogApiRef);
  const { value: templates = [] } = useAsync(async () => {
    const { items } = await goldenPathsApi.listTemplates({
      limit: maximumTemplates,
    });
    return items.map(({ templateRef, title }) => ({
      value: templateRef,
      label: title,
    }));
  }, [goldenPathsApi]);
  const { value: owners = [] } = useAsync(async () => {
    const facet = 'relations.ownedBy';
    const { facets } = await catalogApi.getEntityFacets({
      filter: {
        [`metadata.annotations.${SOURCE_TEMPLATE_ANNOTATION}`]: templates.map(
          ({ value }) => value,
        ),
      },
      facets: [facet],
    });
    return facets[facet].map(({ value }) => toOption(value));
  }, [catalogApi, templates]);
  return { templates, owners };
}

function toOption(ref: string): Option {
  const { kind, namespace, name } = parseEntityRef(ref, {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });
  return {
    value: ref,
    label: [
      kind === 'group' ? '' : `${kind}:`,
      namespace === 'default' ? '' : `${namespace}/`,
      name,
    ].join(''),
  };
}
