/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   the narrow layout takes the table's display away, and with it its meaning to some screen readers */
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Badge, Link, Text } from '@backstage/ui';
import {
  getLastChange,
  type Environment,
  type Flag,
} from '@causeway/plugin-feature-flags-common';
import { RiArrowLeftRightLine, RiGitBranchLine } from '@remixicon/react';
import { describeDefault, differs, hasRules } from '../../flagValues';
import { flagRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import { Mark, RelativeTime } from '@causeway/frontend-common';
import { Actor, StaleMark } from '../shared';
import styles from './FlagMatrix.module.css';
import { FlagSwitch } from './FlagSwitch';

interface FlagMatrixProps {
  flags: Flag[];
  environments: Environment[];
  onChange: (flag: Flag) => void;
  onReload: () => void;
}

/** Flags against environments. */
export function FlagMatrix(props: FlagMatrixProps) {
  const { flags, environments } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  return (
    <div className={styles.frame}>
      <table
        className={styles.table}
        role="table"
        aria-label={t('matrix.title')}
      >
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('matrix.flag')}
            </th>
            {environments.map(environment => (
              <th key={environment.name} role="columnheader" scope="col">
                {environment.title}
              </th>
            ))}
            <th role="columnheader" scope="col">
              {t('matrix.lastChange')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {flags.map(flag => (
            <FlagRow
              key={`${flag.flagSet}/${flag.key}`}
              flag={flag}
              {...props}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FlagRow(props: FlagMatrixProps & { flag: Flag }) {
  const { flag, environments, onChange, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagLink = useRouteRef(flagRouteRef);
  const lastChange = getLastChange(flag);
  const reference = getReference(environments);

  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={styles.flag}>
        <Link href={flagLink({ flagSet: flag.flagSet, flagKey: flag.key })}>
          {flag.key}
        </Link>
        <span className={styles.marks}>
          <Badge size="small">{t(`kind.${flag.kind}`)}</Badge>
          <StaleMark flag={flag} />
        </span>
        {flag.description && (
          <Text
            as="p"
            variant="body-small"
            color="secondary"
            className={styles.description}
          >
            {flag.description}
          </Text>
        )}
      </th>
      {environments.map(environment => (
        <td key={environment.name} role="cell">
          <span className={styles.environmentName} aria-hidden>
            {environment.title}
          </span>
          <EnvironmentCell
            flag={flag}
            environment={environment}
            reference={reference}
            onChange={onChange}
            onReload={onReload}
          />
        </td>
      ))}
      <td role="cell" className={styles.lastChange}>
        <Actor name={lastChange.by} />
        <Text as="p" variant="body-small" color="secondary">
          <RelativeTime iso={lastChange.at} />
        </Text>
      </td>
    </tr>
  );
}

function EnvironmentCell(props: {
  flag: Flag;
  environment: Environment;
  reference?: Environment;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}) {
  const { flag, environment, reference, onChange, onReload } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const current = flag.environments[environment.name];
  const referenced = reference && flag.environments[reference.name];
  const isOn = current?.state === 'ENABLED';

  return (
    <div className={styles.cell}>
      <span className={styles.state}>
        <FlagSwitch
          flag={flag}
          environment={environment}
          onChange={onChange}
          onReload={onReload}
        />
        <span className={isOn ? styles.on : styles.off}>
          {isOn ? t('state.on') : t('state.off')}
        </span>
      </span>
      {isOn && (
        <Text variant="body-small" color="secondary" className={styles.served}>
          {describeDefault(flag, current) ?? t('flag.codeDefault')}
        </Text>
      )}
      {isOn && hasRules(current) && (
        <Mark
          tone="neutral"
          icon={<RiGitBranchLine />}
          title={t('matrix.rulesHint')}
        >
          {t('matrix.rules')}
        </Mark>
      )}
      {current && referenced && differs(current, referenced) && (
        <Mark
          tone="warning"
          icon={<RiArrowLeftRightLine />}
          title={t('matrix.differsHint', { reference: reference.title })}
        >
          {t('matrix.differs', { reference: reference.title })}
        </Mark>
      )}
    </div>
  );
}

/** The environment that the others are compared with: the first production one, else the last. */
function getReference(environments: Environment[]): Environment | undefined {
  return (
    environments.find(({ isProduction }) => isProduction) ?? environments.at(-1)
  );
}
