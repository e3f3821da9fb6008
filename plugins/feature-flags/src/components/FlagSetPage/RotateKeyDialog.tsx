import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select, Text } from '@backstage/ui';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import { featureFlagsTranslationRef } from '../../translation';
import { KeyDialog } from './KeyDialog';

const hour = 60 * 60;
const day = 24 * hour;

export function RotateKeyDialog(props: {
  environment: Environment;
  name: string;
  onSubmit: (graceSeconds: number) => Promise<void>;
  onClose: () => void;
}) {
  const { environment, name, onSubmit, onClose } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [graceSeconds, setGraceSeconds] = useState(day);
  return (
    <KeyDialog
      title={t('keys.rotateTitle', { name, environment: environment.title })}
      submitLabel={t('keys.rotate')}
      isComplete
      onSubmit={() => onSubmit(graceSeconds)}
      onClose={onClose}
    >
      <Text as="p">{t('keys.rotateEffect')}</Text>
      <Select
        label={t('keys.grace')}
        value={String(graceSeconds)}
        onChange={value => setGraceSeconds(Number(value))}
        options={[
          { value: '0', label: t('keys.graceNone') },
          { value: String(hour), label: t('keys.graceHour') },
          { value: String(day), label: t('keys.graceDay') },
          { value: String(7 * day), label: t('keys.graceWeek') },
        ]}
      />
    </KeyDialog>
  );
}
