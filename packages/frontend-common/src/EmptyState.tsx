import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

export function EmptyState(props: {
  title: string;
  hint: string;
  children?: ReactNode;
}) {
  return (
    <div className={styles.root}>
      <Text as="p" weight="bold">
        {props.title}
      </Text>
      <Text as="p" color="secondary">
        {props.hint}
      </Text>
      {props.children && <div className={styles.actions}>{props.children}</div>}
    </div>
  );
}
