import { createTranslationMessages } from '@backstage/frontend-plugin-api';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import { techdocsTranslationRef } from '@backstage/plugin-techdocs/alpha';

// The reader shows this message after a first build as well, when there is no older version.
export const techdocsWording = TranslationBlueprint.make({
  name: 'techdocs-wording',
  params: {
    resource: createTranslationMessages({
      ref: techdocsTranslationRef,
      messages: {
        'stateIndicator.contentStaleError.message':
          'The latest build of this documentation failed.',
      },
    }),
  },
});
