import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { ResultHighlight } from '@backstage/plugin-search-common';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import type { BaseSearchResultListItemProps } from '@backstage/plugin-search-react/alpha';
import { Badge, Link, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import { readCatalogDocument } from './catalogDocument';
import styles from './SoftwareCatalogSearchResultItem.module.css';
import { catalogTranslationRef } from './translation';

export type SoftwareCatalogSearchResultItemProps =
  BaseSearchResultListItemProps<{ highlight?: ResultHighlight }>;

/**
 * An entity in the search results.
 *
 * @remarks
 * It answers "who owns the service that just went down" without opening the
 * entity page, so a missing
 * on-call service or runbook is said, not left out.
 */
export function SoftwareCatalogSearchResultItem(
  props: SoftwareCatalogSearchResultItemProps,
) {
  const { result, highlight, icon } = props;
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
          <Link href={document.location} variant="title-x-small" standalone>
            <Highlighted
              highlight={highlight}
              field="title"
              text={document.title}
            />
          </Link>
          <Badge size="small">
            {[document.kind, document.type].filter(Boolean).join(' · ')}
          </Badge>
        </div>
        {document.text && (
          <Text as="p" color="secondary" className={styles.text}>
            <Highlighted
              highlight={highlight}
              field="text"
              text={document.text}
            />
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
                <Fact label={t('facts.onCall')}>
                  {document.onCall &&
                    t('facts.pagerDuty', { serviceId: document.onCall })}
                </Fact>
                <Fact label={t('facts.runbook')}>
                  {document.runbookUrl && (
                    <Link href={document.runbookUrl} target="_blank">
                      {t('facts.openRunbook')}
                    </Link>
                  )}
                </Fact>
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

function Highlighted(props: {
  highlight?: ResultHighlight;
  field: 'title' | 'text';
  text: string;
}) {
  const { highlight, field, text } = props;
  const marked = highlight?.fields[field];
  if (!highlight || !marked) {
    return <>{text}</>;
  }
  return (
    <HighlightedSearchResultText
      text={marked}
      preTag={highlight.preTag}
      postTag={highlight.postTag}
    />
  );
}
