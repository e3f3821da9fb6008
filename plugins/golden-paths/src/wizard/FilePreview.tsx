import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { Alert, Text } from '@backstage/ui';
import {
  getErrorMessage,
  LoadingState,
  RequestFailure,
} from '@causeway/frontend-common';
import type {
  PreviewFile,
  PreviewProblem,
} from '@causeway/plugin-golden-paths-common';
import { useState } from 'react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathsApiRef } from '../api';
import { goldenPathsTranslationRef } from '../translation';
import styles from './FilePreview.module.css';
import { toTree, type TreeFolder } from './toTree';

/** The files that a template would write, as a tree, and one of them in full. */
export function FilePreview(props: {
  templateRef: string;
  values: JsonObject;
}) {
  const { templateRef, values } = props;
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const goldenPathsApi = useApi(goldenPathsApiRef);
  const { value, error, retry } = useAsyncRetry(
    () => goldenPathsApi.preview(templateRef, values),
    [goldenPathsApi, templateRef, JSON.stringify(values)],
  );

  if (error) {
    return (
      <RequestFailure
        title={t('preview.loadFailed')}
        forbiddenHint={getErrorMessage(error)}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState label={t('preview.loading')} height={240} />;
  }
  if (value.problems.length > 0) {
    return <Problems problems={value.problems} />;
  }
  return value.files.length > 0 ? (
    <FileBrowser files={value.files} />
  ) : (
    <Text as="p" color="secondary">
      {t('preview.none')}
    </Text>
  );
}

function Problems({ problems }: { problems: PreviewProblem[] }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const isBroken = problems.some(({ file }) => file !== undefined);
  return (
    <Alert
      status={isBroken ? 'danger' : 'info'}
      icon
      title={t(isBroken ? 'preview.problems' : 'preview.noPreview')}
      description={
        <ul className={styles.problems}>
          {problems.map(({ file, line, message }) => (
            <li key={`${file}:${line} ${message}`}>
              {file !== undefined && (
                <Text weight="bold">
                  {t('preview.at', { file, line: String(line ?? 1) })}
                  {': '}
                </Text>
              )}
              {message}
            </li>
          ))}
        </ul>
      }
    />
  );
}

function FileBrowser({ files }: { files: PreviewFile[] }) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  const first = files.find(({ path }) => path === 'README.md') ?? files[0];
  const [path, setPath] = useState(first.path);
  const shown = files.find(file => file.path === path) ?? first;

  return (
    <>
      <Text as="p" color="secondary">
        {t('preview.count', { count: files.length })}
      </Text>
      <div className={styles.browser}>
        <nav aria-label={t('preview.list')} className={styles.tree}>
          <Folder
            folder={toTree(files.map(file => file.path))}
            chosen={shown.path}
            onChoose={setPath}
          />
        </nav>
        <section
          className={styles.content}
          aria-label={t('preview.content', { path: shown.path })}
        >
          <Text as="p" weight="bold" className={styles.path}>
            {shown.path}
          </Text>
          {shown.text === undefined && (
            <Text as="p">
              {t('preview.notShown', { size: String(shown.size) })}
            </Text>
          )}
          {shown.text === '' && <Text as="p">{t('preview.empty')}</Text>}
          {shown.text && (
            // What scrolls must be reachable with the keyboard.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <pre className={styles.text} tabIndex={0}>
              {shown.text}
            </pre>
          )}
        </section>
      </div>
    </>
  );
}

function Folder(props: {
  folder: TreeFolder;
  chosen: string;
  onChoose: (path: string) => void;
}) {
  const { folder, chosen, onChoose } = props;
  return (
    <ul>
      {folder.folders.map(each => (
        <li key={each.name}>
          {/* Closed at first: each open file is a stop on the keyboard's way to the button. */}
          <details>
            <summary>{each.name}</summary>
            <Folder folder={each} chosen={chosen} onChoose={onChoose} />
          </details>
        </li>
      ))}
      {folder.files.map(({ name, path }) => (
        <li key={path}>
          <button
            type="button"
            aria-current={path === chosen}
            onClick={() => onChoose(path)}
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
