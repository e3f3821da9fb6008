import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DefaultResultListItem,
  SearchBar,
  SearchResult,
  SearchResultPager,
  useSearch,
} from '@backstage/plugin-search-react';
import { ButtonIcon, ButtonLink, Text } from '@backstage/ui';
import { RiArrowRightLine, RiCloseLine } from '@remixicon/react';
import { useNavigate } from 'react-router-dom';
import styles from './SearchModalContent.module.css';
import { searchTranslationRef } from './translation';
import { useSearchResultItems } from './useSearchResultItems';

export function SearchModalContent(props: { onClose: () => void }) {
  const { onClose } = props;
  const { t } = useTranslationRef(searchTranslationRef);
  const { term } = useSearch();
  const navigate = useNavigate();
  const searchPage = `/search?query=${encodeURIComponent(term)}`;

  const openSearchPage = () => {
    onClose();
    navigate(searchPage);
  };

  return (
    <div className={styles.root}>
      <div className={styles.header}>
        <SearchBar autoFocus debounceTime={150} onSubmit={openSearchPage} />
        <ButtonIcon
          aria-label={t('close')}
          icon={<RiCloseLine />}
          variant="tertiary"
          onPress={onClose}
        />
      </div>
      {term ? (
        <SearchModalResults searchPage={searchPage} />
      ) : (
        <Text color="secondary">{t('start')}</Text>
      )}
    </div>
  );
}

/** The dialog closes by itself when a result link changes the location. */
function SearchModalResults(props: { searchPage: string }) {
  const { searchPage } = props;
  const { t } = useTranslationRef(searchTranslationRef);
  const items = useSearchResultItems();

  return (
    <>
      <ButtonLink
        className={styles.allResults}
        href={searchPage}
        variant="tertiary"
        iconEnd={<RiArrowRightLine />}
      >
        {t('allResults')}
      </ButtonLink>
      <SearchResult>
        {({ results }) => (
          <ul className={styles.results} aria-label={t('results')}>
            {results.map(({ document, ...result }) => {
              const Item =
                items.find(item => item.predicate?.({ ...result, document }))
                  ?.component ?? DefaultResultListItem;
              return (
                <Item key={document.location} {...result} result={document} />
              );
            })}
          </ul>
        )}
      </SearchResult>
      <SearchResultPager />
    </>
  );
}
