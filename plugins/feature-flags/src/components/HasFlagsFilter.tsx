import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  useEntityList,
  type DefaultEntityFilters,
  type EntityFilter,
} from '@backstage/plugin-catalog-react';
import { Checkbox } from '@backstage/ui';
import { hasFeatureFlagsAnnotation } from '@causeway/plugin-feature-flags-common';
import { useEffect, useState } from 'react';
import { featureFlagsTranslationRef } from '../translation';
import styles from './HasFlagsFilter.module.css';

type Filters = DefaultEntityFilters & { hasFeatureFlags?: EntityFilter };

const hasFeatureFlags: EntityFilter = {
  getCatalogFilters: () => ({
    [`metadata.annotations.${hasFeatureFlagsAnnotation}`]: 'true',
  }),
  // The catalog puts it into the URL as `filters[hasFeatureFlags]`.
  toQueryValue: () => 'true',
};

/** Narrows the catalog to entities with feature flags. */
export function HasFlagsFilter() {
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const { updateFilters, queryParameters } = useEntityList<Filters>();
  const [isSelected, setIsSelected] = useState(
    [queryParameters.hasFeatureFlags].flat().includes('true'),
  );
  useEffect(() => {
    updateFilters({
      hasFeatureFlags: isSelected ? hasFeatureFlags : undefined,
    });
  }, [isSelected, updateFilters]);

  return (
    <Checkbox
      className={styles.root}
      isSelected={isSelected}
      onChange={setIsSelected}
    >
      {t('catalogFilter.label')}
    </Checkbox>
  );
}
