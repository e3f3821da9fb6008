import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { Button, SearchField, Select, TextField } from '@backstage/ui';
import { TypedFilter } from '@causeway/frontend-common';
import {
  flagKinds,
  type Environment,
} from '@causeway/plugin-feature-flags-common';
import useAsync from 'react-use/esm/useAsync';
import { featureFlagsTranslationRef } from '../../translation';
import styles from './FlagFilters.module.css';
import type { FlagFilterName, useFlagFilters } from './useFlagFilters';

/** Groups offered as owners; others can still be given in the URL. */
const ownerLimit = 200;

/** A select needs a key for each of its choices; no filter has this value. */
const anyValue = '*';

type FlagFiltersProps = ReturnType<typeof useFlagFilters> & {
  environments: Environment[];
};

export function FlagFilters(props: FlagFiltersProps) {
  const { filters, hasFilters, setFilter, clearFilters, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const owners = useOwners(filters.ownerRef);

  return (
    <form
      role="search"
      aria-label={t('list.filters')}
      className={styles.filters}
      onSubmit={event => event.preventDefault()}
    >
      <TypedFilter
        key={`query ${hasFilters}`}
        as={SearchField}
        label={t('list.query')}
        value={filters.query ?? ''}
        onChange={value => setFilter('query', value)}
      />
      <ChoiceFilter
        label={t('list.owner')}
        name="ownerRef"
        options={owners.map(ownerRef => ({
          value: ownerRef,
          label: ownerRef.replace(/^group:default\//, ''),
        }))}
        {...props}
      />
      <ChoiceFilter
        label={t('list.kind')}
        name="kind"
        options={flagKinds.map(kind => ({
          value: kind,
          label: t(`kind.${kind}`),
        }))}
        {...props}
      />
      <ChoiceFilter
        label={t('list.environment')}
        name="environment"
        options={environments.map(({ name, title }) => ({
          value: name,
          label: title,
        }))}
        {...props}
      />
      <ChoiceFilter
        label={t('list.state')}
        name="state"
        options={[
          { value: 'ENABLED', label: t('state.on') },
          { value: 'DISABLED', label: t('state.off') },
        ]}
        {...props}
      />
      <TypedFilter
        key={`tag ${hasFilters}`}
        as={TextField}
        label={t('list.tag')}
        value={filters.tag ?? ''}
        onChange={value => setFilter('tag', value)}
      />
      {hasFilters && (
        <Button variant="tertiary" onPress={clearFilters}>
          {t('list.clear')}
        </Button>
      )}
    </form>
  );
}

function ChoiceFilter(
  props: Pick<FlagFiltersProps, 'filters' | 'setFilter'> & {
    label: string;
    name: FlagFilterName;
    options: { value: string; label: string }[];
  },
) {
  const { label, name, options, filters, setFilter } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  return (
    <Select
      label={label}
      value={filters[name] ?? anyValue}
      onChange={value =>
        setFilter(name, value === anyValue ? '' : String(value))
      }
      options={[{ value: anyValue, label: t('list.any') }, ...options]}
    />
  );
}

/** Refs of the groups in the catalog, and the one that is chosen whatever it is. */
function useOwners(ownerRef: string | undefined): string[] {
  const catalogApi = useApi(catalogApiRef);
  // Without the catalog the other filters still work.
  const { value: groups = [] } = useAsync(async () => {
    const { items } = await catalogApi.queryEntities({
      filter: { kind: 'group' },
      fields: ['kind', 'metadata.name', 'metadata.namespace'],
      orderFields: [{ field: 'metadata.name', order: 'asc' }],
      limit: ownerLimit,
    });
    return items.map(group => stringifyEntityRef(group));
  }, [catalogApi]);
  return ownerRef && !groups.includes(ownerRef)
    ? [ownerRef, ...groups]
    : groups;
}
