import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Alert, Button, Text } from '@backstage/ui';
import type {
  Environment,
  Flag,
  Targeting,
} from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { flagsApiRef } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { getErrorMessage } from '@causeway/frontend-common';
import { LazyJsonEditor } from '../RuleEditor/LazyJsonEditor';
import { ExplanationView } from './ExplanationView';
import styles from './ExplainPanel.module.css';

const exampleContext = `{
  "targetingKey": "user-1"
}`;

/** Asks what a flag serves for a context, and shows the way to the answer. */
export function ExplainPanel(props: {
  flag: Flag;
  environment: Environment;
  /** The rules as they stand in the editor. */
  targeting: Targeting | undefined;
}) {
  const { flag, environment, targeting } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const [text, setText] = useState(exampleContext);

  const [{ value, loading, error }, explain] = useAsyncFn(async () => {
    const context = parseContext(text);
    if (!context) {
      throw new Error(t('explain.badContext'));
    }
    return flagsApi.explain(
      { flagSet: flag.flagSet, key: flag.key, environment: environment.name },
      { context, targeting: targeting ?? {} },
    );
  }, [flagsApi, flag, environment, targeting, text]);

  return (
    <EntityInfoCard title={t('explain.title')}>
      <div className={styles.root}>
        <Text as="p" color="secondary">
          {t('explain.hint')}
        </Text>
        <LazyJsonEditor
          label={t('explain.context')}
          value={text}
          onChange={setText}
        />
        <div>
          <Button variant="secondary" isPending={loading} onPress={explain}>
            {t('explain.run')}
          </Button>
        </div>
        <div role="status">
          {error && (
            <Alert
              status="danger"
              icon
              title={t('explain.failed')}
              description={getErrorMessage(error)}
            />
          )}
          {!error && value && <ExplanationView explanation={value} />}
        </div>
      </div>
    </EntityInfoCard>
  );
}

function parseContext(text: string): { [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}
