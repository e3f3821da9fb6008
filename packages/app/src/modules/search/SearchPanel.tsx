import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  SearchBar,
  SearchContextProvider,
  useSearch,
} from '@backstage/plugin-search-react';
import { ButtonLink, Text } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router-dom';
import styles from './SearchPanel.module.css';
import { SearchResults } from './SearchResults';
import { searchTranslationRef } from './translation';

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
          <SearchResults />
        </>
      ) : (
        <Text color="secondary">{t('start')}</Text>
      )}
    </div>
  );
}
