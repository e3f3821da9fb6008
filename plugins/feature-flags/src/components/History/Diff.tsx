import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, VisuallyHidden } from '@backstage/ui';
import classNames from 'classnames';
import { diffLines, type ChangeObject } from 'diff';
import { useMemo } from 'react';
import { toSortedJson } from '../../flagValues';
import { featureFlagsTranslationRef } from '../../translation';
import styles from './Diff.module.css';

/** Two states of something as JSON, line by line. */
export function Diff(props: { before: unknown; after: unknown }) {
  const { before, after } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const changes = useMemo(
    () => diffLines(toText(before), toText(after)),
    [before, after],
  );

  if (changes.every(({ added, removed }) => !added && !removed)) {
    return (
      <Text as="p" color="secondary">
        {t('history.noDiff')}
      </Text>
    );
  }
  return (
    <pre className={styles.diff}>
      {changes.flatMap((change, index) =>
        change.value
          .replace(/\n$/, '')
          .split('\n')
          .map((line, lineIndex) => (
            <DiffLine
              key={`${index} ${lineIndex}`}
              change={change}
              line={line}
            />
          )),
      )}
    </pre>
  );
}

function DiffLine(props: { change: ChangeObject<string>; line: string }) {
  const { change, line } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  if (!change.added && !change.removed) {
    return <span className={styles.line}>{`  ${line}`}</span>;
  }
  return (
    <span
      className={classNames(
        styles.line,
        change.added ? styles.added : styles.removed,
      )}
    >
      <VisuallyHidden>
        {change.added ? t('history.added') : t('history.removed')}
      </VisuallyHidden>
      <span aria-hidden>{change.added ? '+ ' : '− '}</span>
      {line}
    </span>
  );
}

function toText(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : `${toSortedJson(value, 2)}\n`;
}
