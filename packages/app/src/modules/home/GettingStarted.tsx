import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  RiAddCircleLine,
  RiApps2Line,
  RiBookOpenLine,
  RiPulseLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import styles from './GettingStarted.module.css';
import { homeTranslationRef } from './translation';

/** The four things that people come here for every day. */
export function GettingStarted() {
  const { t } = useTranslationRef(homeTranslationRef);
  return (
    <ul className={styles.tasks}>
      <Task
        icon={<RiApps2Line />}
        href="/catalog"
        title={t('gettingStarted.findTitle')}
        text={t('gettingStarted.findText')}
      />
      <Task
        icon={<RiBookOpenLine />}
        href="/docs"
        title={t('gettingStarted.docsTitle')}
        text={t('gettingStarted.docsText')}
      />
      <Task
        icon={<RiAddCircleLine />}
        href="/create"
        title={t('gettingStarted.createTitle')}
        text={t('gettingStarted.createText')}
      />
      <Task
        icon={<RiPulseLine />}
        href="/catalog?filters[kind]=component&filters[type]=service&filters[user]=all"
        title={t('gettingStarted.podsTitle')}
        text={t('gettingStarted.podsText')}
      />
    </ul>
  );
}

function Task(props: {
  icon: ReactElement;
  href: string;
  title: string;
  text: string;
}) {
  return (
    <li className={styles.task}>
      <span className={styles.icon} aria-hidden>
        {props.icon}
      </span>
      <div>
        <Link href={props.href} weight="bold" standalone>
          {props.title}
        </Link>
        <Text as="p" color="secondary" className={styles.text}>
          {props.text}
        </Text>
      </div>
    </li>
  );
}
