import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Environment } from '@causeway/plugin-feature-flags-common';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  TextField,
} from '@backstage/ui';
import { useState, type FormEvent, type ReactNode } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { featureFlagsTranslationRef } from '../../translation';
import { getErrorMessage, hasStatus } from '@causeway/frontend-common';
import styles from './ChangeDialog.module.css';

interface ChangeDialogProps {
  title: string;
  confirmLabel: string;
  isDestructive?: boolean;
  /** Where the change takes effect. In production it is confirmed with `subjectKey`. */
  environment?: Environment;
  /** Key of what is changed. */
  subjectKey: string;
  /** What the change does. */
  children: ReactNode;
  hasReason?: boolean;
  /** Rejects when the change was not made. */
  onConfirm: (reason: string | undefined) => Promise<void>;
  onClose: () => void;
  /** What to call a refusal because of the state that things are in; somebody else's change unless given. */
  conflictTitle?: string;
  /** Called when somebody else changed the same thing meanwhile and the user wants to see it. */
  onReload?: () => void;
}

/** Asks before a change and stays open until it is made, with the reason if it is not. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { environment, subjectKey, hasReason = true, onClose } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const [reason, setReason] = useState('');
  const [typedKey, setTypedKey] = useState('');
  const [{ loading, error }, confirm] = useAsyncFn(async () => {
    await props.onConfirm(reason.trim() || undefined);
    onClose();
  }, [props.onConfirm, reason, onClose]);

  const isConflict =
    props.onReload !== undefined &&
    error !== undefined &&
    hasStatus(error, 409);
  const isConfirmed =
    !environment?.isProduction || typedKey.trim() === subjectKey;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed && !isConflict && !loading) {
      confirm();
    }
  };

  return (
    <Dialog
      isOpen
      width={480}
      onOpenChange={isOpen => !isOpen && !loading && onClose()}
    >
      <DialogHeader>{props.title}</DialogHeader>
      <form onSubmit={onSubmit} className={styles.form}>
        <DialogBody className={styles.body}>
          <div>{props.children}</div>
          {environment?.isProduction && (
            <TextField
              label={t('change.typeKey', {
                key: subjectKey,
                environment: environment.title,
              })}
              value={typedKey}
              onChange={setTypedKey}
              autoComplete="off"
              // The one thing to do here; the dialog takes the focus anyway.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
            />
          )}
          {hasReason && (
            <TextField
              label={t('change.reason')}
              secondaryLabel={t('change.optional')}
              value={reason}
              onChange={setReason}
            />
          )}
          {error && (
            <Alert
              role="alert"
              status={isConflict ? 'warning' : 'danger'}
              icon
              title={failureTitle(error)}
              description={getErrorMessage(error)}
            />
          )}
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={onClose} isDisabled={loading}>
            {t('change.cancel')}
          </Button>
          {isConflict ? (
            <Button
              onPress={() => {
                props.onReload?.();
                onClose();
              }}
            >
              {t('change.reload')}
            </Button>
          ) : (
            <Button
              type="submit"
              destructive={props.isDestructive}
              isDisabled={!isConfirmed}
              isPending={loading}
            >
              {props.confirmLabel}
            </Button>
          )}
        </DialogFooter>
      </form>
    </Dialog>
  );

  function failureTitle(failure: Error): string {
    if (isConflict) {
      return props.conflictTitle ?? t('change.conflict');
    }
    return hasStatus(failure, 403) ? t('change.forbidden') : t('change.failed');
  }
}
