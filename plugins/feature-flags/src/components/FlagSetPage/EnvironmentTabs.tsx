import { Tab, TabList, Tabs, Text } from '@backstage/ui';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { Fragment, type ReactNode } from 'react';
import { useSearchParams } from 'react-router-dom';
import styles from './FlagSetPage.module.css';

/** Something of a flag set in one environment, which the URL names. */
export function EnvironmentTabs(props: {
  environments: Environment[];
  label: string;
  hint: string;
  children: (environment: Environment) => ReactNode;
}) {
  const { environments, label, hint, children } = props;
  const [parameters, setParameters] = useSearchParams();
  const environment =
    environments.find(({ name }) => name === parameters.get('environment')) ??
    environments.at(0);

  return (
    <>
      <Text as="p" color="secondary">
        {hint}
      </Text>
      <Tabs
        selectedKey={environment?.name}
        onSelectionChange={name =>
          setParameters({ environment: String(name) }, { replace: true })
        }
      >
        <TabList aria-label={label}>
          {environments.map(({ name, title }) => (
            <Tab key={name} id={name} className={styles.tab}>
              {title}
            </Tab>
          ))}
        </TabList>
      </Tabs>
      {environment && (
        // What is typed or chosen belongs to one environment.
        <Fragment key={environment.name}>{children(environment)}</Fragment>
      )}
    </>
  );
}
