import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Text } from '@backstage/ui';
import { useLocation } from 'react-router-dom';
import { CausewayMark } from '../brand/CausewayMark';
import styles from './NotFoundPage.module.css';
import { errorPagesTranslationRef } from './translation';

export function NotFoundPage() {
  const { t } = useTranslationRef(errorPagesTranslationRef);
  const { pathname } = useLocation();

  return (
    <main className={styles.page}>
      <CausewayMark className={styles.mark} />
      <Text as="h1" variant="title-medium" weight="bold">
        {t('notFound.title')}
      </Text>
      <Text as="p" color="secondary">
        {t('notFound.description', { path: pathname })}
      </Text>
      <div className={styles.actions}>
        <ButtonLink href="/">{t('notFound.home')}</ButtonLink>
        <ButtonLink href="/search" variant="secondary">
          {t('notFound.search')}
        </ButtonLink>
      </div>
    </main>
  );
}
