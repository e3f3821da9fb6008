import type { BaseSearchResultListItemProps } from '@backstage/plugin-search-react/alpha';
import { Link, Text } from '@backstage/ui';
import styles from './FlagSearchResultItem.module.css';

/** A feature flag in the search results. */
export function FlagSearchResultItem(props: BaseSearchResultListItemProps) {
  const { result, icon } = props;
  if (!result) {
    return null;
  }
  return (
    <article className={styles.item}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.body}>
        <Link
          href={result.location}
          variant="title-x-small"
          weight="bold"
          standalone
        >
          {result.title}
        </Link>
        <Text as="p" color="secondary">
          {result.text}
        </Text>
      </div>
    </article>
  );
}
