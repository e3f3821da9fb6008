import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { scorecardTranslationRef } from '../../translation';
import styles from './Pager.module.css';

/** Steps through a list that is read by cursor; absent if it has only one page. */
export function Pager(props: {
  cursor: string | undefined;
  nextCursor: string | undefined;
  onChange: (cursor: string | undefined) => void;
}) {
  const { cursor, nextCursor, onChange } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  if (!cursor && !nextCursor) {
    return null;
  }
  return (
    <div className={styles.pages}>
      <Button
        variant="secondary"
        isDisabled={!cursor}
        onPress={() => onChange(undefined)}
      >
        {t('page.first')}
      </Button>
      <Button
        variant="secondary"
        isDisabled={!nextCursor}
        onPress={() => onChange(nextCursor)}
      >
        {t('page.next')}
      </Button>
    </div>
  );
}
