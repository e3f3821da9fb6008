import { parseEntityRef } from '@backstage/catalog-model';
import { MarkdownContent } from '@backstage/core-components';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonValue } from '@backstage/types';
import { ButtonLink } from '@backstage/ui';
import type { Rule } from '@causeway/plugin-scorecard-common';
import { RiExternalLinkLine, RiToolsLine } from '@remixicon/react';
import { fillIn, toSafeLink } from '../../remediation';
import { templateRouteRef } from '../../routes';
import { scorecardTranslationRef } from '../../translation';
import styles from './Remediation.module.css';

/** What a person can do about a rule that fails. */
export function Remediation(props: { rule: Rule; actual?: JsonValue }) {
  const { rule, actual } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const templateLink = useRouteRef(templateRouteRef);
  const { text, link, template } = rule.remediation ?? {};
  const safeLink = link && toSafeLink(link);
  const templatePath = template && templateLink && toPath(template);

  function toPath(ref: string): string | undefined {
    const { namespace, name } = parseEntityRef(ref, {
      defaultKind: 'template',
      defaultNamespace: 'default',
    });
    return templateLink?.({ namespace, templateName: name });
  }

  if (!text && !safeLink && !templatePath) {
    return null;
  }
  return (
    <div className={styles.remediation}>
      {text && (
        <MarkdownContent
          content={fillIn(text, actual)}
          className={styles.text}
        />
      )}
      {(templatePath || safeLink) && (
        <div className={styles.actions}>
          {templatePath && (
            <ButtonLink
              href={templatePath}
              variant="secondary"
              size="small"
              iconStart={<RiToolsLine />}
              aria-label={`${t('rule.fixTemplate')}: ${rule.name}`}
            >
              {t('rule.fixTemplate')}
            </ButtonLink>
          )}
          {safeLink && (
            <ButtonLink
              href={safeLink}
              variant="secondary"
              size="small"
              iconEnd={<RiExternalLinkLine />}
              aria-label={`${t('rule.fixLink')}: ${rule.name}`}
            >
              {t('rule.fixLink')}
            </ButtonLink>
          )}
        </div>
      )}
    </div>
  );
}
