import type { Environment } from '@causeway/plugin-feature-flags-common';
import { ExportCard } from './ExportCard';
import styles from './FlagdFile.module.css';
import { ImportCard } from './ImportCard';

/** A flag set in one environment as a flagd file: out of the portal and into it. */
export function FlagdFile(props: {
  flagSet: string;
  environment: Environment;
}) {
  return (
    <div className={styles.root}>
      <ExportCard {...props} />
      <ImportCard {...props} />
    </div>
  );
}
