import { parseEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Checkbox, SearchField, TextField } from '@backstage/ui';
import { TypedFilter } from '@causeway/frontend-common';
import type { ScorecardLevel } from '@causeway/plugin-scorecard-common';
import type { ReactNode } from 'react';
import type { SelectionName, UrlFilters } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { ChoiceFilter } from './ChoiceFilter';
import styles from './SelectionFilters.module.css';
import { useCatalogRefs } from './useCatalogRefs';

interface SelectionFiltersProps {
  filters: UrlFilters;
  /** Levels to choose from, where one scorecard is shown. */
  levels?: readonly ScorecardLevel[];
  /** False on the page of an owner. */
  hasOwner?: boolean;
  children?: ReactNode;
}

/** Narrows a page to some entities. */
export function SelectionFilters(props: SelectionFiltersProps) {
  const { filters, levels = [], hasOwner = true, children } = props;
  const { selection, hasSelection, setFilter, clearSelection } = filters;
  const { t } = useTranslationRef(scorecardTranslationRef);

  return (
    <form
      role="search"
      aria-label={t('filters.label')}
      className={styles.filters}
      onSubmit={event => event.preventDefault()}
    >
      {children}
      <TypedFilter
        key={`query ${hasSelection}`}
        as={SearchField}
        label={t('filters.query')}
        value={selection.query ?? ''}
        onChange={value => setFilter('query', value || undefined)}
      />
      {hasOwner && (
        <RefFilter
          label={t('by.owner')}
          kind="group"
          name="owner"
          value={selection.owner?.[0]}
          setFilter={setFilter}
        />
      )}
      <RefFilter
        label={t('by.system')}
        kind="system"
        name="system"
        value={selection.system}
        setFilter={setFilter}
      />
      {levels.length > 0 && (
        <ChoiceFilter
          label={t('filters.level')}
          anyLabel={t('filters.any')}
          value={selection.level}
          options={[
            ...levels.map(({ id, title }) => ({ value: id, label: title })),
            { value: '', label: t('filters.belowLowest') },
          ]}
          onChange={value => setFilter('level', value)}
        />
      )}
      <TypedFilter
        key={`tag ${hasSelection}`}
        as={TextField}
        label={t('by.tag')}
        value={selection.tag ?? ''}
        onChange={value => setFilter('tag', value || undefined)}
      />
      <Checkbox
        isSelected={selection.nested ?? false}
        onChange={isSelected =>
          setFilter('nested', isSelected ? 'true' : undefined)
        }
      >
        {t('filters.nested')}
      </Checkbox>
      {hasSelection && (
        <Button variant="tertiary" onPress={clearSelection}>
          {t('filters.clear')}
        </Button>
      )}
    </form>
  );
}

function RefFilter(props: {
  label: string;
  kind: 'group' | 'system';
  name: SelectionName;
  value: string | undefined;
  setFilter: UrlFilters['setFilter'];
}) {
  const { label, kind, name, value, setFilter } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const refs = useCatalogRefs(kind);
  // The choice of the URL is offered whatever it is.
  const options = value && !refs.includes(value) ? [value, ...refs] : refs;
  return (
    <ChoiceFilter
      label={label}
      anyLabel={t('filters.any')}
      value={value}
      options={[
        ...options.map(ref => ({ value: ref, label: toShortName(ref, kind) })),
        { value: '', label: t('filters.none') },
      ]}
      onChange={next => setFilter(name, next)}
    />
  );
}

function toShortName(ref: string, defaultKind: string): string {
  const { kind, namespace, name } = parseEntityRef(ref, {
    defaultKind,
    defaultNamespace: 'default',
  });
  return [
    kind === defaultKind ? '' : `${kind}:`,
    namespace === 'default' ? '' : `${namespace}/`,
    name,
  ].join('');
}
