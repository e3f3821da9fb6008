import { parseEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisitDisplayProvider, type Visit } from '@backstage/plugin-home';
import type {
  HomePageLayoutProps,
  HomePageWidgetData,
} from '@backstage/plugin-home-react/alpha';
import { Container, Text } from '@backstage/ui';
import { cloneElement } from 'react';
import { colors } from '../app/theme/colors';
import styles from './HomePageLayout.module.css';
import { homeTranslationRef } from './translation';
import { WidgetCard } from './WidgetCard';

/** Of the twelve columns that widgets state their width in. */
const wideWidgetColumns = 7;

/**
 * Search on top, wide widgets in the main column, the others beside it.
 *
 * @remarks
 * The upstream grid places widgets at fixed cells, which overlap on a narrow
 * window. Here the order in `app.extensions` is the order on the page.
 */
export function HomePageLayout({ widgets }: HomePageLayoutProps) {
  const { t } = useTranslationRef(homeTranslationRef);
  const search = widgets.filter(isSearchBar);
  const others = widgets.filter(widget => !isSearchBar(widget));

  return (
    <main>
      <Container className={styles.page}>
        <section className={styles.hero}>
          <Text
            as="h1"
            variant={{ initial: 'title-small', sm: 'title-medium' }}
            weight="bold"
          >
            {t('layout.title')}
          </Text>
          <Text as="p" color="secondary">
            {t('layout.subtitle')}
          </Text>
          <div className={styles.search}>
            <WidgetList widgets={search} />
          </div>
        </section>
        <div className={styles.columns}>
          <section className={styles.column} aria-label={t('layout.tasks')}>
            <WidgetList widgets={others.filter(isWide)} />
          </section>
          <section className={styles.column} aria-label={t('layout.shortcuts')}>
            <VisitDisplayProvider
              getChipColor={getVisitColor}
              getLabel={getVisitLabel}
            >
              <WidgetList widgets={others.filter(widget => !isWide(widget))} />
            </VisitDisplayProvider>
          </section>
        </div>
      </Container>
    </main>
  );
}

/** One card style for all widgets, unless a widget brings its own. */
function WidgetList({ widgets }: Pick<HomePageLayoutProps, 'widgets'>) {
  return widgets.map(({ node, component }) =>
    cloneElement(component, {
      key: node.spec.id,
      Renderer: component.props.Renderer ?? WidgetCard,
    }),
  );
}

// By default each kind has a colour of its own, some too light for their text.
function getVisitColor() {
  return colors.light.textSecondary;
}

function getVisitLabel({ entityRef }: Visit) {
  return entityRef ? parseEntityRef(entityRef).kind : 'page';
}

function isSearchBar({ name }: HomePageWidgetData) {
  return name === 'HomePageSearchBar';
}

function isWide({ layout }: HomePageWidgetData) {
  return (layout?.width?.defaultColumns ?? 0) >= wideWidgetColumns;
}
