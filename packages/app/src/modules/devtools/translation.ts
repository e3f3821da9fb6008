import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const devtoolsTranslationRef = createTranslationRef({
  id: 'causeway.devtools',
  messages: {
    title: 'DevTools',
    loading: 'Loading DevTools',
    forbidden: 'You are not allowed to see this',
    forbiddenHint:
      'How the portal runs is for platform engineers. Ask one of them for the right to see it.',
  },
});
