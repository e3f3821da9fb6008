import { BgProvider } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './fields.module.css';

/** Inputs stand out from the form's card, of which they do not know that it has a colour. */
export function FieldFrame(props: { children: ReactNode }) {
  return (
    <BgProvider bg="neutral-1">
      <div className={styles.field}>{props.children}</div>
    </BgProvider>
  );
}
