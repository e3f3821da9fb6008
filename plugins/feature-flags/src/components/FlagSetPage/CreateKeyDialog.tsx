import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextField } from '@backstage/ui';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import { useState } from 'react';
import { featureFlagsTranslationRef } from '../../translation';
import { KeyDialog } from './KeyDialog';

export function CreateKeyDialog(props: {
  environment: Environment;
  onSubmit: (name: string) => Promise<void>;
  onClose: () => void;
}) {
  const { environment, onSubmit, onClose } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [name, setName] = useState('');
  return (
    <KeyDialog
      title={t('keys.createTitle', { environment: environment.title })}
      submitLabel={t('keys.create')}
      isComplete={name.trim() !== ''}
      onSubmit={() => onSubmit(name.trim())}
      onClose={onClose}
    >
      <TextField
        isRequired
        label={t('keys.name')}
        description={t('keys.nameHint')}
        value={name}
        onChange={setName}
      />
    </KeyDialog>
  );
}
