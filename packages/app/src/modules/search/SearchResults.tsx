import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DefaultResultListItem,
  SearchResult,
  SearchResultPager,
} from '@backstage/plugin-search-react';
import { completeHighlight } from './completeHighlight';
import styles from './SearchResults.module.css';
import { searchTranslationRef } from './translation';
import { useSearchResultItems } from './useSearchResultItems';

/** The results of the surrounding search, each as its plugin shows it. */
export function SearchResults() {
  const { t } = useTranslationRef(searchTranslationRef);
  const items = useSearchResultItems();

  return (
    <>
      <SearchResult>
        {({ results }) => (
          <ul className={styles.results} aria-label={t('results')}>
            {results.map(completeHighlight).map(({ document, ...result }) => {
              const Item = items.find(item =>
                item.predicate?.({ ...result, document }),
              )?.component;
              return Item ? (
                <Item key={document.location} {...result} result={document} />
              ) : (
                <li key={document.location}>
                  <DefaultResultListItem {...result} result={document} />
                </li>
              );
            })}
          </ul>
        )}
      </SearchResult>
      <SearchResultPager />
    </>
  );
}
