import { SidebarPage } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { type MouseEvent, type ReactNode, useRef } from 'react';
import styles from './AppLayout.module.css';
import { layoutTranslationRef } from './translation';

export interface AppLayoutProps {
  navigation: ReactNode;
  content: ReactNode;
}

/**
 * Sidebar and page, with a link before both that skips the sidebar.
 *
 * @remarks
 * The content has an element of its own to focus, because it outlives the pages: many of them
 * have no `main`.
 */
export function AppLayout(props: AppLayoutProps) {
  const { t } = useTranslationRef(layoutTranslationRef);
  const content = useRef<HTMLDivElement>(null);

  // Following the fragment would be a navigation to the router, and docs pages scroll to theirs.
  const onSkip = (event: MouseEvent) => {
    event.preventDefault();
    content.current?.focus();
  };

  return (
    <>
      <a className={styles.skipLink} href="#content" onClick={onSkip}>
        {t('skipToContent')}
      </a>
      <SidebarPage>
        {props.navigation}
        <div
          ref={content}
          id="content"
          tabIndex={-1}
          className={styles.content}
        >
          {props.content}
        </div>
      </SidebarPage>
    </>
  );
}
