import { CatalogIcon } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  CATALOG_FILTER_EXISTS,
  catalogApiRef,
} from '@backstage/plugin-catalog-react';
import {
  SearchType,
  type SearchTypeAccordionProps,
} from '@backstage/plugin-search';
import { SearchFilter, useSearch } from '@backstage/plugin-search-react';
import type { SearchFilterExtensionComponent } from '@backstage/plugin-search-react/alpha';
import styles from './SearchFilters.module.css';
import { searchTranslationRef } from './translation';

export interface SearchFiltersProps {
  /** Kinds of documents that plugins add to the catalog's. */
  resultTypes: SearchTypeAccordionProps['types'];
  /** Filters that plugins add to ours. */
  filters: SearchFilterExtensionComponent[];
}

/** Narrows a search down to what the catalog really has. */
export function SearchFilters(props: SearchFiltersProps) {
  const { t } = useTranslationRef(searchTranslationRef);
  const config = useApi(configApiRef);
  const catalog = useApi(catalogApiRef);
  const { types } = useSearch();

  const loadFacet = async (facet: string) => {
    const { facets } = await catalog.getEntityFacets({ facets: [facet] });
    return facets[facet]
      .map(({ value }) => value)
      .sort((a, b) => a.localeCompare(b));
  };
  const loadNamesWithDocs = async () => {
    const { items } = await catalog.getEntities({
      fields: ['metadata.name'],
      filter: {
        'metadata.annotations.backstage.io/techdocs-ref': CATALOG_FILTER_EXISTS,
      },
    });
    return items.map(({ metadata }) => metadata.name).sort();
  };

  return (
    <div className={styles.root}>
      <SearchType.Accordion
        name={t('resultType')}
        defaultValue={config.getOptionalString('search.defaultType')}
        showCounts
        types={[
          {
            value: 'software-catalog',
            name: t('catalogType'),
            icon: <CatalogIcon />,
          },
          ...props.resultTypes,
        ]}
      />
      <div className={styles.filters}>
        {types.includes('techdocs') && (
          <SearchFilter.Select
            label={t('entity')}
            name="name"
            values={loadNamesWithDocs}
          />
        )}
        <SearchFilter.Select
          label={t('kind')}
          name="kind"
          values={() => loadFacet('kind')}
        />
        <SearchFilter.Checkbox
          label={t('lifecycle')}
          name="lifecycle"
          values={() => loadFacet('spec.lifecycle')}
        />
        {props.filters.map((Filter, index) => (
          <Filter key={index} className={styles.filter} />
        ))}
      </div>
    </div>
  );
}
