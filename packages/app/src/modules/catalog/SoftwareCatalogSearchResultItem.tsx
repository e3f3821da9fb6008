import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { BaseSearchResultListItemProps } from '@backstage/plugin-search-react/alpha';
import { Badge, Link, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import { readCatalogDocument, type CatalogDocument } from './catalogDocument';
import { RunbookPageLinks } from './RunbookPageLinks';
import styles from './SoftwareCatalogSearchResultItem.module.css';
import { catalogTranslationRef } from './translation';
import { useRunbookPages } from './useRunbookPages';

/**
 * An entity in the search results.
 *
 * @remarks
 * It answers "who owns the service that just went down" without opening the
 * entity page, so a missing on-call service or runbook is said, not left out.
 */
export function SoftwareCatalogSearchResultItem(
  props: BaseSearchResultListItemProps,
) {
  const { result, icon, rank } = props;
  const { t } = useTranslationRef(catalogTranslationRef);
  if (!result) {
    return null;
  }
  const document = readCatalogDocument(result);

  return (
    <article className={styles.item}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.body}>
        <div className={styles.heading}>
          <Link
            href={document.location}
            className={styles.title}
            variant="title-x-small"
            weight="bold"
            standalone
          >
            {document.title}
          </Link>
          <Badge size="small">
            {[document.kind, document.type].filter(Boolean).join(' · ')}
          </Badge>
        </div>
        {document.description && (
          <Text as="p" color="secondary" className={styles.text}>
            {document.description}
          </Text>
        )}
        {document.isOwnable && (
          <dl className={styles.facts}>
            <Fact label={t('facts.owner')}>
              {document.ownerRef && (
                <EntityRefLink
                  entityRef={document.ownerRef}
                  defaultKind="group"
                />
              )}
            </Fact>
            {document.isOperated && (
              <>
                <Fact label={t('facts.onCall')}>{document.onCall}</Fact>
                <RunbookFact document={document} rank={rank} />
              </>
            )}
            {document.lifecycle && (
              <Fact label={t('facts.lifecycle')}>{document.lifecycle}</Fact>
            )}
            {document.systemRef && (
              <Fact label={t('facts.system')}>
                <EntityRefLink
                  entityRef={document.systemRef}
                  defaultKind="system"
                />
              </Fact>
            )}
          </dl>
        )}
      </div>
    </article>
  );
}

function Fact(props: { label: string; children?: ReactNode }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>
        {props.children || <Text color="secondary">{t('facts.none')}</Text>}
      </dd>
    </div>
  );
}

/** Results below these ranks ask no further question of the search index. */
const lastRankWithRunbookPages = 3;

function RunbookFact(props: { document: CatalogDocument; rank?: number }) {
  const { document, rank = 1 } = props;
  const { t } = useTranslationRef(catalogTranslationRef);
  const isAsking = !document.runbookUrl && rank <= lastRankWithRunbookPages;
  const { pages } = useRunbookPages(isAsking ? document.entityRef : undefined);

  return (
    <Fact label={t('facts.runbook')}>
      {document.runbookUrl ? (
        <Link href={document.runbookUrl} target="_blank">
          {t('facts.openRunbook')}
        </Link>
      ) : (
        pages.length > 0 && <RunbookPageLinks pages={pages} />
      )}
    </Fact>
  );
}
