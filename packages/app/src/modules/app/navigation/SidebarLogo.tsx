import { Link, useSidebarOpenState } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { CausewayLogo } from '../brand/CausewayLogo';
import { CausewayMark } from '../brand/CausewayMark';
import styles from './SidebarLogo.module.css';
import { navigationTranslationRef } from './translation';

export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  const { t } = useTranslationRef(navigationTranslationRef);

  return (
    <Link
      to="/"
      underline="none"
      className={styles.link}
      aria-label={t('logoLabel')}
    >
      {isOpen ? <CausewayLogo /> : <CausewayMark className={styles.mark} />}
    </Link>
  );
}
