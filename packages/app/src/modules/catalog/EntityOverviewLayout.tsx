import {
  EntityOrphanWarning,
  EntityProcessingErrorsPanel,
  EntityRelationWarning,
  EntitySwitch,
  hasCatalogProcessingErrors,
  hasRelationWarnings,
  isOrphan,
} from '@backstage/plugin-catalog';
import type { EntityContentLayoutProps } from '@backstage/plugin-catalog-react/alpha';
import { Fragment } from 'react';
import styles from './EntityOverviewLayout.module.css';

/**
 * Cards of type `info` beside the others, one column on a narrow page.
 *
 * @remarks
 * The upstream layout scrolls the info column on its own and hides its
 * scrollbar, which leaves cards out of sight on a low window.
 */
export function EntityOverviewLayout({ cards }: EntityContentLayoutProps) {
  const infoCards = cards.filter(({ type }) => type === 'info');
  const contentCards = cards.filter(({ type }) => type !== 'info');

  return (
    <>
      <div className={styles.warnings}>
        <EntitySwitch>
          <EntitySwitch.Case if={isOrphan}>
            <EntityOrphanWarning />
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasRelationWarnings}>
            <EntityRelationWarning />
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasCatalogProcessingErrors}>
            <EntityProcessingErrorsPanel />
          </EntitySwitch.Case>
        </EntitySwitch>
      </div>
      <div className={styles.columns}>
        <CardColumn cards={infoCards} />
        <CardColumn cards={contentCards} />
      </div>
    </>
  );
}

function CardColumn({ cards }: EntityContentLayoutProps) {
  return cards.length === 0 ? null : (
    <div className={styles.column}>
      {cards.map(({ element }, index) => (
        <Fragment key={element.key ?? index}>{element}</Fragment>
      ))}
    </div>
  );
}
