import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const layoutTranslationRef = createTranslationRef({
  id: 'causeway.layout',
  messages: {
    skipToContent: 'Skip to content',
  },
});
