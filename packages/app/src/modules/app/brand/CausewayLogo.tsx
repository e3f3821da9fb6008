import { CausewayMark } from './CausewayMark';
import styles from './CausewayLogo.module.css';

/** Mark and wordmark side by side. */
export function CausewayLogo(props: { size?: 'medium' | 'large' }) {
  return (
    <span className={styles.logo} data-size={props.size ?? 'medium'}>
      <CausewayMark className={styles.mark} />
      <span className={styles.wordmark}>Causeway</span>
    </span>
  );
}
