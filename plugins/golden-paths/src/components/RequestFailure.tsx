import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RequestFailure as CommonRequestFailure } from '@causeway/frontend-common';
import type { ComponentProps } from 'react';
import { goldenPathsTranslationRef } from '../translation';

type RequestFailureProps = Omit<
  ComponentProps<typeof CommonRequestFailure>,
  'forbiddenHint'
>;

/** Says why something is missing, and whom to ask for the right to see it. */
export function RequestFailure(props: RequestFailureProps) {
  const { t } = useTranslationRef(goldenPathsTranslationRef);
  return (
    <CommonRequestFailure
      {...props}
      forbiddenHint={t('states.forbiddenHint')}
    />
  );
}
