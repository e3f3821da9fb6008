import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  useEntityList,
  type DefaultEntityFilters,
} from '@backstage/plugin-catalog-react';
import { noLevel } from '@causeway/plugin-scorecard-common';
import { useEffect } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { scorecardApiRef } from '../../api';
import { scorecardTranslationRef } from '../../translation';
import { ChoiceFilter } from '../Filters';
import { EntityLevelFilter } from './EntityLevelFilter';
import styles from './LevelFilter.module.css';

type EntityFilters = DefaultEntityFilters & {
  scorecardLevel?: EntityLevelFilter;
};

/** Narrows the catalog to the entities at a level of a scorecard; absent where no scorecard has levels. */
export function LevelFilter() {
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const { filters, queryParameters, updateFilters } =
    useEntityList<EntityFilters>();
  // The catalog works without scorecards.
  const { value: summaries = [] } = useAsync(
    () => scorecardApi.listScorecards(),
    [scorecardApi],
  );

  const [linked] = [queryParameters.scorecardLevel ?? []].flat();
  useEffect(() => {
    updateFilters({
      scorecardLevel:
        linked === undefined ? undefined : EntityLevelFilter.fromQuery(linked),
    });
  }, [linked, updateFilters]);

  const options = summaries.flatMap(({ scorecard: { id, title, levels } }) =>
    levels.length === 0
      ? []
      : [...levels]
          .reverse()
          .concat({ id: noLevel, title: t('level.none') })
          .map(level => ({
            value: new EntityLevelFilter(id, level.id).toQueryValue(),
            label: t('catalogFilter.option', { title, level: level.title }),
          })),
  );
  if (options.length === 0) {
    return null;
  }
  return (
    <div className={styles.filter}>
      <ChoiceFilter
        label={t('catalogFilter.label')}
        anyLabel={t('filters.any')}
        value={filters.scorecardLevel?.toQueryValue()}
        options={options}
        onChange={value =>
          updateFilters({
            scorecardLevel:
              value === undefined
                ? undefined
                : EntityLevelFilter.fromQuery(value),
          })
        }
      />
    </div>
  );
}
