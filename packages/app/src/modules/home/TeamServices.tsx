import {
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityRefLink,
  getEntityRelations,
} from '@backstage/plugin-catalog-react';
import {
  Alert,
  Badge,
  Button,
  ButtonLink,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { EmptyState } from '@causeway/frontend-common';
import { findOnCall } from '@causeway/plugin-on-call-common';
import styles from './TeamServices.module.css';
import { homeTranslationRef } from './translation';
import { useTeamServices } from './useTeamServices';

const catalogPath = '/catalog?filters[kind]=component&filters[user]=owned';

/** Services owned by the groups that the user is a member of. */
export function TeamServices() {
  const { t } = useTranslationRef(homeTranslationRef);
  const { value, loading, error, retry } = useTeamServices();

  if (loading) {
    return (
      <div role="status" aria-label={t('teamServices.loading')}>
        <Skeleton height={160} />
      </div>
    );
  }
  if (error || !value) {
    return (
      <Alert
        status="danger"
        title={t('teamServices.error')}
        description={error?.message}
        customActions={
          <Button variant="tertiary" onPress={retry}>
            {t('teamServices.retry')}
          </Button>
        }
      />
    );
  }
  if (!value.hasTeam) {
    return (
      <EmptyTeam
        title={t('teamServices.noTeam')}
        hint={t('teamServices.noTeamHint')}
      />
    );
  }
  if (value.services.length === 0) {
    return (
      <EmptyTeam
        title={t('teamServices.noServices')}
        hint={t('teamServices.noServicesHint')}
      >
        <ButtonLink href="/create">{t('teamServices.create')}</ButtonLink>
      </EmptyTeam>
    );
  }
  return (
    <>
      <ul className={styles.list}>
        {value.services.map(service => (
          <ServiceRow key={stringifyEntityRef(service)} service={service} />
        ))}
      </ul>
      {value.total > value.services.length && (
        <ButtonLink href={catalogPath} variant="tertiary">
          {t('teamServices.all', { total: String(value.total) })}
        </ButtonLink>
      )}
    </>
  );
}

function ServiceRow({ service }: { service: Entity }) {
  const { t } = useTranslationRef(homeTranslationRef);
  const system = getEntityRelations(service, RELATION_PART_OF, {
    kind: 'system',
  }).at(0);
  const { lifecycle } = service.spec ?? {};

  return (
    <li className={styles.row}>
      <div className={styles.service}>
        <EntityRefLink entityRef={service} />
        {service.metadata.description && (
          <Text
            as="p"
            variant="body-small"
            color="secondary"
            className={styles.description}
          >
            {service.metadata.description}
          </Text>
        )}
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>{t('teamServices.system')}</dt>
          <dd>
            {system ? (
              <EntityRefLink entityRef={system} />
            ) : (
              t('teamServices.noSystem')
            )}
          </dd>
        </div>
        <div>
          <dt>{t('teamServices.lifecycle')}</dt>
          <dd>
            {typeof lifecycle === 'string' && (
              <Badge size="small">{lifecycle}</Badge>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('teamServices.onCall')}</dt>
          <dd>{findOnCall(service) ?? t('teamServices.noOnCall')}</dd>
        </div>
      </dl>
    </li>
  );
}

function EmptyTeam(props: {
  title: string;
  hint: string;
  children?: ReactNode;
}) {
  const { title, hint, children } = props;
  const { t } = useTranslationRef(homeTranslationRef);
  return (
    <EmptyState title={title} hint={hint}>
      {children}
      <ButtonLink href="/catalog" variant="secondary">
        {t('teamServices.browse')}
      </ButtonLink>
    </EmptyState>
  );
}
