import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import {
  NotificationsSidebarItem,
  type NotificationSnackbarProperties,
} from '@backstage/plugin-notifications';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import {
  RiMenuLine,
  RiNotification3Line,
  RiSearchLine,
} from '@remixicon/react';
import { SidebarSearch } from '../../search/SidebarSearch';
import { useDevToolsAccess } from '../../devtools';
import { navItemIcons } from './navItemIcons';
import { SidebarLogo } from './SidebarLogo';
import { navigationTranslationRef } from './translation';

// At the bottom right, where upstream puts it, a new notification lies over the
// "Next" and "Create" of a form. The page of notifications has them all, so one
// at a time is enough.
const newNotification: NotificationSnackbarProperties = {
  enabled: true,
  anchorOrigin: { vertical: 'top', horizontal: 'center' },
  autoHideDuration: 8_000,
  maxSnack: 1,
};

export function NavContent({ navItems }: NavContentComponentProps) {
  const { t } = useTranslationRef(navigationTranslationRef);
  const nav = navItems.withComponent(NavItem);

  // These pages have their own place below, or are reached from another page.
  nav.take('page:search');
  nav.take('page:notifications');
  nav.take('page:catalog-import');
  nav.take('page:app-visualizer');
  const settings = nav.take('page:user-settings');

  return (
    <Sidebar>
      <SidebarLogo />
      <SidebarGroup label={t('search')} icon={<RiSearchLine />} to="/search">
        <SidebarSearch />
      </SidebarGroup>
      <SidebarDivider />
      <SidebarGroup label={t('menu')} icon={<RiMenuLine />}>
        {nav.take('page:home')}
        {nav.take('page:catalog')}
        {nav.take('page:scaffolder')}
        {nav.take('page:techdocs')}
        {nav.take('page:api-docs')}
        <SidebarDivider />
        <SidebarScrollWrapper>
          {nav.rest({ sortBy: 'title' })}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup
        label={t('notifications')}
        icon={<RiNotification3Line />}
        to="/notifications"
      >
        <NotificationsSidebarItem
          text={t('notifications')}
          snackbarProps={newNotification}
        />
      </SidebarGroup>
      <SidebarGroup
        label={t('settings')}
        icon={<UserSettingsSignInAvatar />}
        to="/settings"
      >
        {settings}
      </SidebarGroup>
    </Sidebar>
  );
}

function NavItem(item: NavContentNavItem) {
  return item.node.spec.id === 'page:devtools' ? (
    <DevToolsItem {...item} />
  ) : (
    <PageItem {...item} />
  );
}

function DevToolsItem(item: NavContentNavItem) {
  const { isAllowed } = useDevToolsAccess();
  return isAllowed ? <PageItem {...item} /> : null;
}

function PageItem(item: NavContentNavItem) {
  const icon = navItemIcons[item.node.spec.id] ?? item.icon;
  return <SidebarItem icon={() => icon} to={item.href} text={item.title} />;
}
