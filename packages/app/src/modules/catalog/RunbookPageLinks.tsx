import { Link } from '@backstage/ui';
import { Fragment } from 'react';
import type { RunbookPage } from './useRunbookPages';

export function RunbookPageLinks(props: { pages: RunbookPage[] }) {
  return (
    <>
      {props.pages.map(({ title, url }, index) => (
        <Fragment key={url}>
          {index > 0 && ', '}
          <Link href={url}>{title}</Link>
        </Fragment>
      ))}
    </>
  );
}
