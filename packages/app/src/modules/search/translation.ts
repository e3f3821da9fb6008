import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const searchTranslationRef = createTranslationRef({
  id: 'causeway.search',
  messages: {
    search: 'Search',
    allResults: 'All results and filters',
    start: 'Type the name of a service, a team or a document.',
    results: 'Search results',
    filters: 'Filters',
    resultType: 'Result type',
    catalogType: 'Software catalog',
    entity: 'Entity',
    kind: 'Kind',
    lifecycle: 'Lifecycle',
  },
});
