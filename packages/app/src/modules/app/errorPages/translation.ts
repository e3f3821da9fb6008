import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const errorPagesTranslationRef = createTranslationRef({
  id: 'causeway.error-pages',
  messages: {
    notFound: {
      title: 'This page does not exist',
      description:
        "Nothing answers at '{{path}}'. The page may have moved, or the address has a typo.",
      home: 'Go to the home page',
      search: 'Search instead',
    },
    error: {
      title: 'This part of the page failed',
      titleWithPlugin:
        "A part of the page failed, in the plugin '{{pluginId}}'",
      retry: 'Try again',
    },
  },
});
