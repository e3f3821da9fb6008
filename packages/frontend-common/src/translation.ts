import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const commonTranslationRef = createTranslationRef({
  id: 'causeway.common',
  messages: {
    retry: 'Try again',
    forbidden: 'You are not allowed to see this',
    notFound: 'This does not exist',
    firstPage: 'First page',
    nextPage: 'Next page',
  },
});
