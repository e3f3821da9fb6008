import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Tab, TabList, Tabs } from '@backstage/ui';
import type { Environment, Flag } from '@causeway/plugin-feature-flags-common';
import { flagRouteRef } from '../../routes';
import { featureFlagsTranslationRef } from '../../translation';
import styles from './FlagRules.module.css';
import { RuleForm } from './RuleForm';

interface FlagRulesProps {
  environments: Environment[];
  flag: Flag;
  environmentName: string | undefined;
  onChange: (flag: Flag) => void;
  onReload: () => void;
}

/** The rules of a flag, one environment at a time. */
export function FlagRules(props: FlagRulesProps) {
  const { environments, flag, environmentName } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagPath = useRouteRef(flagRouteRef)({
    flagSet: flag.flagSet,
    flagKey: flag.key,
  });
  const environment = environments.find(({ name }) => name === environmentName);

  return (
    <div className={styles.root}>
      <Tabs>
        <TabList aria-label={t('rules.environment')}>
          {environments.map(({ name, title }) => (
            <Tab
              key={name}
              id={name}
              className={styles.tab}
              href={`${flagPath}/rules/${name}`}
            >
              {title}
            </Tab>
          ))}
        </TabList>
      </Tabs>
      {environment ? (
        <RuleForm
          // Typed rules belong to one environment.
          key={environment.name}
          {...props}
          environment={environment}
        />
      ) : (
        <Alert status="info" icon title={t('states.notFound')} />
      )}
    </div>
  );
}
