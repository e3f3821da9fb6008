import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import type { UrlFilters } from '../../hooks/useUrlFilters';
import { scorecardTranslationRef } from '../../translation';
import { EmptyState } from '@causeway/frontend-common';

/** Says whether nothing is scored yet, or nothing of what the page is narrowed to. */
export function NoResults(props: {
  filters: Pick<UrlFilters, 'hasSelection' | 'clearSelection'>;
}) {
  const { hasSelection, clearSelection } = props.filters;
  const { t } = useTranslationRef(scorecardTranslationRef);
  return hasSelection ? (
    <EmptyState title={t('overview.noMatch')} hint={t('overview.noMatchHint')}>
      <Button variant="secondary" onPress={clearSelection}>
        {t('filters.clear')}
      </Button>
    </EmptyState>
  ) : (
    <EmptyState
      title={t('overview.noResults')}
      hint={t('overview.noResultsHint')}
    />
  );
}
