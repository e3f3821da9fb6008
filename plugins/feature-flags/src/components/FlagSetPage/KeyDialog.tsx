import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type { FormEvent, ReactNode } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { featureFlagsTranslationRef } from '../../translation';
import { getErrorMessage } from '@causeway/frontend-common';
import styles from './FlagSetPage.module.css';

/** A form about a key, which its answer replaces with the new key. */
export function KeyDialog(props: {
  title: string;
  submitLabel: string;
  isComplete: boolean;
  children: ReactNode;
  onSubmit: () => Promise<void>;
  onClose: () => void;
}) {
  const { title, submitLabel, isComplete, children, onSubmit, onClose } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [{ loading, error }, submit] = useAsyncFn(onSubmit, [onSubmit]);
  return (
    <Dialog
      isOpen
      width={480}
      onOpenChange={isOpen => !isOpen && !loading && onClose()}
    >
      <DialogHeader>{title}</DialogHeader>
      <form
        className={styles.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (isComplete && !loading) {
            submit();
          }
        }}
      >
        <DialogBody className={styles.body}>
          {children}
          {error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title={t('change.failed')}
              description={getErrorMessage(error)}
            />
          )}
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" isDisabled={loading} onPress={onClose}>
            {t('change.cancel')}
          </Button>
          <Button type="submit" isDisabled={!isComplete} isPending={loading}>
            {submitLabel}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
