import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DefaultResultListItem,
  SearchBar,
  SearchContextProvider,
  SearchResult,
  SearchResultPager,
  useSearch,
} from '@backstage/plugin-search-react';
import { ButtonLink, Text } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router-dom';
import styles from './SearchPanel.module.css';
import { searchTranslationRef } from './translation';
import { useSearchResultItems } from './useSearchResultItems';

/** Search bar and results, without filters; those are on the search page. */
export function SearchPanel() {
  return (
    <SearchContextProvider>
      <SearchPanelContent />
    </SearchContextProvider>
  );
}

function SearchPanelContent() {
  const { t } = useTranslationRef(searchTranslationRef);
  const { term } = useSearch();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const searchPage = `/search?query=${encodeURIComponent(term)}`;

  // A dialog gives the focus to its first field; this one arrives after it.
  useEffect(() => input.current?.focus(), []);

  return (
    <div className={styles.root}>
      <SearchBar
        inputProps={{ ref: input }}
        debounceTime={150}
        onSubmit={() => navigate(searchPage)}
      />
      {term ? (
        <>
          <ButtonLink
            className={styles.allResults}
            href={searchPage}
            variant="tertiary"
            iconEnd={<RiArrowRightLine />}
          >
            {t('allResults')}
          </ButtonLink>
          <SearchPanelResults />
        </>
      ) : (
        <Text color="secondary">{t('start')}</Text>
      )}
    </div>
  );
}

function SearchPanelResults() {
  const { t } = useTranslationRef(searchTranslationRef);
  const items = useSearchResultItems();

  return (
    <>
      <SearchResult>
        {({ results }) => (
          <ul className={styles.results} aria-label={t('results')}>
            {results.map(({ document, ...result }) => {
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
