import { stringifyEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityInfoCard,
  EntityRefLink,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { Alert, Badge, Link, Skeleton, Text } from '@backstage/ui';
import { Fragment, type ReactNode } from 'react';
import { findOnCall, findRunbookLink } from '@causeway/plugin-on-call-common';
import { RunbookPageLinks } from './RunbookPageLinks';
import { catalogTranslationRef } from './translation';
import { useOwnerLine } from './useOwnerLine';
import { useRunbookPages } from './useRunbookPages';
import styles from './WhoToCallCard.module.css';

/** Owner, the groups above it, on-call service, runbook and lifecycle. */
export function WhoToCallCard() {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity } = useEntity();
  const onCall = findOnCall(entity);
  const { lifecycle } = entity.spec ?? {};

  return (
    <EntityInfoCard title={t('whoToCall.title')}>
      <dl className={styles.facts}>
        <OwnerFacts />
        <Fact label={t('facts.onCall')}>
          {onCall ?? (
            <Missing
              title={t('whoToCall.noOnCall')}
              hint={t('whoToCall.noOnCallHint')}
            />
          )}
        </Fact>
        <RunbookFact />
        {typeof lifecycle === 'string' && (
          <Fact label={t('facts.lifecycle')}>
            <Badge size="small">{lifecycle}</Badge>
          </Fact>
        )}
      </dl>
    </EntityInfoCard>
  );
}

function OwnerFacts() {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity } = useEntity();
  const { ownerRef, ancestors, isUnknown, loading, error } =
    useOwnerLine(entity);

  if (!ownerRef) {
    return (
      <Fact label={t('facts.owner')}>
        <Missing
          title={t('whoToCall.noOwner')}
          hint={t('whoToCall.noOwnerHint')}
        />
      </Fact>
    );
  }

  return (
    <>
      <Fact label={t('facts.owner')}>
        {isUnknown ? (
          <Missing
            title={t('whoToCall.unknownOwner', { ownerRef })}
            hint={t('whoToCall.noOwnerHint')}
          />
        ) : (
          <EntityRefLink entityRef={ownerRef} defaultKind="group" />
        )}
      </Fact>
      {loading && <Skeleton height={20} />}
      {error && (
        <Alert
          status="warning"
          title={t('whoToCall.ancestorsError')}
          description={error.message}
        />
      )}
      {ancestors.length > 0 && (
        <Fact label={t('whoToCall.reportsTo')}>
          {ancestors.map((group, index) => (
            <Fragment key={stringifyEntityRef(group)}>
              {index > 0 && <span aria-hidden> › </span>}
              <EntityRefLink entityRef={group} />
            </Fragment>
          ))}
        </Fact>
      )}
    </>
  );
}

function RunbookFact() {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity } = useEntity();
  const link = findRunbookLink(entity);
  const { pages, loading } = useRunbookPages(
    link ? undefined : stringifyEntityRef(entity),
  );

  let content: ReactNode;
  if (link) {
    content = (
      <Link href={link.url} target="_blank">
        {link.title}
      </Link>
    );
  } else if (loading) {
    content = <Skeleton height={20} />;
  } else if (pages.length > 0) {
    content = (
      <>
        <RunbookPageLinks pages={pages} />
        <Text as="p" variant="body-small" color="secondary">
          {t('whoToCall.runbookInDocs')}
        </Text>
      </>
    );
  } else {
    content = (
      <Missing
        title={t('whoToCall.noRunbook')}
        hint={t('whoToCall.noRunbookHint')}
      />
    );
  }
  return <Fact label={t('facts.runbook')}>{content}</Fact>;
}

function Fact(props: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Missing(props: { title: string; hint: string }) {
  return (
    <>
      <Text as="p" className={styles.missing}>
        {props.title}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        <Hint text={props.hint} />
      </Text>
    </>
  );
}

/** Sets what stands between backticks as code. */
function Hint(props: { text: string }) {
  return props.text
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? <code key={index}>{part}</code> : part,
    );
}
