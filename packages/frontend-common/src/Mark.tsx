import classNames from 'classnames';
import type { ReactElement, ReactNode } from 'react';
import styles from './Mark.module.css';

interface MarkProps {
  tone: 'positive' | 'neutral' | 'warning' | 'negative';
  icon: ReactElement;
  /** Longer than what is shown, for the hover text. */
  title?: string;
  children: ReactNode;
}

/** A short statement with an icon, so that its colour is never the only signal. */
export function Mark(props: MarkProps) {
  return (
    <span
      className={classNames(styles.mark, styles[props.tone])}
      title={props.title}
    >
      <span className={styles.icon} aria-hidden>
        {props.icon}
      </span>
      {props.children}
    </span>
  );
}
