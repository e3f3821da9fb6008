import { iconsApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { RiLinksLine } from '@remixicon/react';
import styles from './Toolkit.module.css';

export interface ToolkitLink {
  readonly url: string;
  readonly label: string;
  /** The ID of an icon of the app, such as `kind:api`. */
  readonly icon?: string;
}

/** Links to tools that people need beside the portal. */
export function Toolkit(props: { tools: ToolkitLink[] }) {
  const icons = useApi(iconsApiRef);
  return (
    <ul className={styles.tools}>
      {props.tools.map(({ url, label, icon }) => (
        <li key={url} className={styles.tool}>
          <span className={styles.icon} aria-hidden>
            {(icon && icons.icon(icon)) || <RiLinksLine />}
          </span>
          <Link href={url} standalone>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
