import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextField,
} from '@backstage/ui';
import { RiFileCopyLine } from '@remixicon/react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { featureFlagsTranslationRef } from '../../translation';
import styles from './FlagSetPage.module.css';

/** Shows a new key, once: a click beside the dialog does not close it. */
export function NewKeyDialog(props: { secret: string; onClose: () => void }) {
  const { secret, onClose } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [copied, copy] = useCopyToClipboard();
  return (
    <Dialog isOpen width={560} isKeyboardDismissDisabled isDismissable={false}>
      <DialogHeader>{t('keys.secret')}</DialogHeader>
      <DialogBody className={styles.body}>
        <Alert status="warning" icon title={t('keys.shownOnce')} />
        <div className={styles.secret}>
          <TextField label={t('keys.secret')} value={secret} isReadOnly />
          <Button
            variant="secondary"
            iconStart={<RiFileCopyLine />}
            onPress={() => copy(secret)}
          >
            {copied.value ? t('keys.copied') : t('keys.copy')}
          </Button>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button onPress={onClose}>{t('keys.done')}</Button>
      </DialogFooter>
    </Dialog>
  );
}
