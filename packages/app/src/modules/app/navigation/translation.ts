import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const navigationTranslationRef = createTranslationRef({
  id: 'causeway.navigation',
  messages: {
    home: 'Home',
    create: 'Create',
    menu: 'Menu',
    search: 'Search',
    notifications: 'Notifications',
    settings: 'Settings',
    logoLabel: 'Causeway home',
  },
});
