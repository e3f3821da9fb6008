import { SidebarItem } from '@backstage/core-components';
import { Progress, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import { RiSearchLine } from '@remixicon/react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { searchTranslationRef } from './translation';

const SearchPanel = lazy(() =>
  import('./SearchPanel').then(m => ({ default: m.SearchPanel })),
);

/**
 * The search entry of the sidebar, with its dialog.
 *
 * @remarks
 * The upstream dialog has no accessible name and shows results in its own way;
 * this one shows them as the search page does.
 */
export function SidebarSearch() {
  const { t } = useTranslationRef(searchTranslationRef);
  const [isOpen, setIsOpen] = useState(false);
  const { key } = useLocation();

  // Following a result leaves the dialog.
  useEffect(() => setIsOpen(false), [key]);

  return (
    <>
      <SidebarItem
        icon={() => <RiSearchLine />}
        text={t('search')}
        onClick={() => setIsOpen(true)}
      />
      <Dialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        width="min(960px, calc(100vw - 32px))"
        height="min(760px, 85vh)"
      >
        <DialogHeader>{t('search')}</DialogHeader>
        <DialogBody>
          <Suspense fallback={<Progress />}>
            <SearchPanel />
          </Suspense>
        </DialogBody>
      </Dialog>
    </>
  );
}
