import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import styles from './Pager.module.css';
import { commonTranslationRef } from './translation';

/** Steps through a list that is read by cursor; absent if it has only one page. */
export function Pager(props: {
  cursor: string | undefined;
  nextCursor: string | undefined;
  onChange: (cursor: string | undefined) => void;
}) {
  const { cursor, nextCursor, onChange } = props;
  const { t } = useTranslationRef(commonTranslationRef);
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
        {t('firstPage')}
      </Button>
      <Button
        variant="secondary"
        isDisabled={!nextCursor}
        onPress={() => onChange(nextCursor)}
      >
        {t('nextPage')}
      </Button>
    </div>
  );
}
