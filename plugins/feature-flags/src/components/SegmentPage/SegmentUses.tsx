import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import type {
  Environment,
  SegmentUse,
} from '@causeway/plugin-feature-flags-common';
import { flagRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import styles from './SegmentPage.module.css';

/** Links to the rules that use a segment. */
export function SegmentUses(props: {
  flagSet: string;
  uses: SegmentUse[];
  environments: Environment[];
}) {
  const { flagSet, uses, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagLink = useRouteRef(flagRouteRef);

  if (uses.length === 0) {
    return (
      <Text variant="body-small" color="secondary">
        {t('segments.noUses')}
      </Text>
    );
  }
  return (
    <ul className={styles.uses}>
      {uses.map(({ flagKey, environment }) => {
        const title =
          environments.find(({ name }) => name === environment)?.title ??
          environment;
        return (
          <li key={`${environment} ${flagKey}`}>
            <Link
              variant="body-small"
              href={`${flagLink({ flagSet, flagKey })}/rules/${environment}`}
            >
              {t('segments.use', { flagKey, environment: title })}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
