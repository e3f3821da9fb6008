import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { Button, Text } from '@backstage/ui';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { RiUploadLine } from '@remixicon/react';
import { useRef, useState, type ChangeEvent } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { flagsApiRef } from '../../api';
import { featureFlagsTranslationRef } from '../../translation';
import { ChangeDialog } from '../ChangeDialog';
import { LoadingState } from '@causeway/frontend-common';
import styles from './FlagdFile.module.css';
import { ImportFailure } from './ImportFailure';
import { ImportPreviewView } from './ImportPreviewView';

/** Shows what a file would change before it changes anything. */
export function ImportCard(props: {
  flagSet: string;
  environment: Environment;
}) {
  const { flagSet, environment } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const flagsApi = useApi(flagsApiRef);
  const toastApi = useApi(toastApiRef);
  const scope = { flagSet, environment: environment.name };
  const words = { flagSet, environment: environment.title };
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [isAsking, setIsAsking] = useState(false);
  const [{ value, loading, error }, previewFile] = useAsyncFn(
    async (chosen: File) => {
      const text = await chosen.text();
      return { text, preview: await flagsApi.previewImport(scope, text) };
    },
    [flagsApi, flagSet, environment.name],
  );
  const preview = value?.preview;

  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.item(0) ?? undefined;
    // The same file may be chosen again after it was mended.
    event.target.value = '';
    if (chosen) {
      setFile(chosen);
      previewFile(chosen);
    }
  };
  const changes = preview ? preview.created.length + preview.updated.length : 0;

  return (
    <EntityInfoCard title={t('file.import')}>
      <div className={styles.card}>
        <Text as="p" color="secondary">
          {t('file.importHint', words)}
        </Text>
        <input
          ref={input}
          hidden
          type="file"
          accept=".json,application/json"
          aria-label={t('file.choose')}
          onChange={choose}
        />
        <Button
          variant="secondary"
          iconStart={<RiUploadLine />}
          onPress={() => input.current?.click()}
        >
          {t('file.choose')}
        </Button>
        {loading && (
          <div className={styles.wide}>
            <LoadingState label={t('file.previewing')} />
          </div>
        )}
        {file && error && !loading && (
          <ImportFailure
            error={error}
            fileName={file.name}
            onRetry={() => previewFile(file)}
          />
        )}
        {file && preview && !error && !loading && (
          <>
            <ImportPreviewView preview={preview} fileName={file.name} />
            {changes > 0 && (
              <div className={styles.actions}>
                <Button onPress={() => setIsAsking(true)}>
                  {t('file.apply', {
                    count: changes,
                    environment: environment.title,
                  })}
                </Button>
                <Button variant="secondary" onPress={() => setFile(undefined)}>
                  {t('change.cancel')}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
      {isAsking && file && value && preview && (
        <ChangeDialog
          title={t('file.applyTitle', words)}
          confirmLabel={t('file.applyIn', words)}
          environment={environment}
          subjectKey={flagSet}
          hasReason={false}
          onConfirm={async () => {
            const result = await flagsApi.importFile(scope, value.text, {
              revision: preview.revision,
            });
            toastApi.post({
              title: t('file.applied', {
                created: String(result.created.length),
                updated: String(result.updated.length),
              }),
              timeout: 5000,
            });
            setFile(undefined);
          }}
          onClose={() => setIsAsking(false)}
          onReload={() => previewFile(file)}
        >
          {t('file.applyEffect', {
            created: String(preview.created.length),
            updated: String(preview.updated.length),
          })}
        </ChangeDialog>
      )}
    </EntityInfoCard>
  );
}
