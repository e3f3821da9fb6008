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
  return (
    <TextDiff
      before={useMemo(() => toText(before), [before])}
      after={useMemo(() => toText(after), [after])}
      beforeLabel={t('history.removed')}
      afterLabel={t('history.added')}
    />
  );
}

/** Two texts, line by line. */
export function TextDiff(props: {
  before: string;
  after: string;
  /** What a line of only one of them is called by those who do not see its sign. */
  beforeLabel: string;
  afterLabel: string;
}) {
  const { before, after, beforeLabel, afterLabel } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const changes = useMemo(() => diffLines(before, after), [before, after]);

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
        toLines(change).map((line, lineIndex) => (
          <DiffLine
            key={`${index} ${lineIndex}`}
            change={change}
            line={line}
            label={change.added ? afterLabel : beforeLabel}
          />
        )),
      )}
    </pre>
  );
}

/** Lines around a change that are shown to say where it is. */
const contextLines = 3;

/** The lines of a part, without the middle of a long one that did not change. */
function toLines({ added, removed, value }: ChangeObject<string>): string[] {
  const lines = value.replace(/\n$/, '').split('\n');
  return added || removed || lines.length <= 2 * contextLines
    ? lines
    : [...lines.slice(0, contextLines), '…', ...lines.slice(-contextLines)];
}

function DiffLine(props: {
  change: ChangeObject<string>;
  line: string;
  label: string;
}) {
  const { change, line, label } = props;
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
      <VisuallyHidden>{`${label}: `}</VisuallyHidden>
      <span aria-hidden>{change.added ? '+ ' : '− '}</span>
      {line}
    </span>
  );
}

/** What every change changes; the event itself tells it. */
const bookkeeping = [
  'createdAt',
  'createdBy',
  'revision',
  'updatedAt',
  'updatedBy',
];

function toText(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : `${toSortedJson(withoutBookkeeping(value), 2)}\n`;
}

function withoutBookkeeping(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) =>
    bookkeeping.includes(key) ? undefined : inner,
  );
}
