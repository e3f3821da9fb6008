import { useSidebarPinState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Router as SearchRouter } from '@backstage/plugin-search';
import { SearchBar, SearchPagination } from '@backstage/plugin-search-react';
import { Container } from '@backstage/ui';
import { Route, Routes } from 'react-router-dom';
import { SearchFilters, type SearchFiltersProps } from './SearchFilters';
import styles from './SearchPage.module.css';
import { SearchResults } from './SearchResults';
import { searchTranslationRef } from './translation';

/** Search bar, filters and results; the address keeps all three. */
export function SearchPage(props: SearchFiltersProps) {
  return (
    <Routes>
      {/* The plugin's own page holds the search and its address for what is routed into it. */}
      <Route path="/" element={<SearchRouter />}>
        <Route index element={<SearchPageContent {...props} />} />
      </Route>
    </Routes>
  );
}

function SearchPageContent(props: SearchFiltersProps) {
  const { t } = useTranslationRef(searchTranslationRef);
  const { isMobile } = useSidebarPinState();
  const filters = <SearchFilters {...props} />;

  return (
    <Container className={styles.root}>
      <div className={styles.bar}>
        <SearchBar debounceTime={100} />
      </div>
      {isMobile ? (
        <details>
          <summary>{t('filters')}</summary>
          {filters}
        </details>
      ) : (
        filters
      )}
      <div className={styles.results}>
        <SearchPagination />
        <SearchResults />
      </div>
    </Container>
  );
}
