import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, EntityRefLink } from '@backstage/plugin-catalog-react';
import { Badge, ButtonLink, Link, Text } from '@backstage/ui';
import type { Environment, Flag } from '@causeway/plugin-feature-flags-common';
import type { ReactNode } from 'react';
import { flagRouteRef, flagSetRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { FlagMatrix } from '../EntityFeatureFlags';
import { RelativeTime } from '@causeway/frontend-common';
import { Actor, StaleMark } from '../shared';
import { EditFlagLink } from './EditFlagLink';
import { DeleteFlagButton } from './DeleteFlagButton';
import styles from './FlagOverview.module.css';

interface FlagOverviewProps {
  environments: Environment[];
  flag: Flag;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}

export function FlagOverview(props: FlagOverviewProps) {
  const { environments, flag, onChange, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagLink = useRouteRef(flagRouteRef);
  const flagSetLink = useRouteRef(flagSetRouteRef);

  return (
    <div className={styles.sections}>
      {flag.description && <Text as="p">{flag.description}</Text>}
      <EntityInfoCard title={t('flagPage.environments')}>
        <FlagMatrix
          environments={environments}
          flags={[flag]}
          onChange={onChange}
          onReload={onReload}
        />
      </EntityInfoCard>
      <EntityInfoCard
        title={t('flagPage.about')}
        footerActions={
          <>
            <EditFlagLink flag={flag} />
            <ButtonLink
              variant="tertiary"
              href={flagSetLink({ flagSet: flag.flagSet })}
            >
              {t('flagPage.keys')}
            </ButtonLink>
            <DeleteFlagButton
              flag={flag}
              environments={environments}
              onReload={onReload}
            />
          </>
        }
      >
        <dl className={styles.facts}>
          <Fact label={t('list.kind')}>
            <span className={styles.inline}>
              <Badge size="small">{t(`kind.${flag.kind}`)}</Badge>
              <StaleMark flag={flag} />
            </span>
          </Fact>
          <Fact label={t('flagPage.type')}>{t(`create.${flag.type}`)}</Fact>
          <Fact label={t('flag.owner')}>
            <EntityRefLink entityRef={flag.entityRef} />
          </Fact>
          <Fact label={t('flagPage.tags')}>
            {flag.tags.length > 0 ? flag.tags.join(', ') : t('flagPage.none')}
          </Fact>
          <Fact label={t('flagPage.created')}>
            <Actor name={flag.createdBy} />
            {', '}
            <RelativeTime iso={flag.createdAt} />
          </Fact>
          <Fact label={t('flagPage.variants')}>
            <dl className={styles.variants}>
              {Object.entries(flag.variants).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <code>{JSON.stringify(value)}</code>
                  </dd>
                </div>
              ))}
            </dl>
          </Fact>
          <Fact label={t('flagPage.prerequisites')}>
            {flag.prerequisites.length === 0 && t('flagPage.noPrerequisites')}
            {flag.prerequisites.map(({ flagKey, variants }) => (
              <div key={flagKey}>
                <Link href={flagLink({ flagSet: flag.flagSet, flagKey })}>
                  {t('flagPage.prerequisite', {
                    flagKey,
                    variants: variants.join(' / '),
                  })}
                </Link>
              </div>
            ))}
          </Fact>
        </dl>
      </EntityInfoCard>
    </div>
  );
}

function Fact(props: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
