import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Button, Text } from '@backstage/ui';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { RiDownloadLine } from '@remixicon/react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { flagsApiRef } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { RequestFailure } from '../shared';
import styles from './FlagdFile.module.css';

export function ExportCard(props: {
  flagSet: string;
  environment: Environment;
}) {
  const { flagSet, environment } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const [{ loading, error }, exportFile] = useAsyncFn(async () => {
    const text = await flagsApi.exportFile({
      flagSet,
      environment: environment.name,
    });
    download(text, `${flagSet}.${environment.name}.flagd.json`);
  }, [flagsApi, flagSet, environment.name]);

  return (
    <EntityInfoCard title={t('file.export')}>
      <div className={styles.card}>
        <Text as="p" color="secondary">
          {t('file.exportHint')}
        </Text>
        {error && (
          <RequestFailure
            title={t('file.exportFailed')}
            error={error}
            onRetry={exportFile}
          />
        )}
        <Button
          variant="secondary"
          iconStart={<RiDownloadLine />}
          isPending={loading}
          onPress={exportFile}
        >
          {t('file.exportFrom', { environment: environment.title })}
        </Button>
      </div>
    </EntityInfoCard>
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
