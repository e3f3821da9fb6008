import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  RiErrorWarningLine,
  RiInformationLine,
  RiUserSearchLine,
} from '@remixicon/react';
import { useId } from 'react';
import styles from './SignInFailure.module.css';
import { signInTranslationRef } from './translation';

type FailureKind =
  | 'unknown'
  | 'cancelled'
  | 'blocked'
  | 'notInCatalog'
  | 'ambiguous'
  | 'email'
  | 'domain'
  | 'client'
  | 'unreachable'
  | 'certificate'
  | 'refused';

// The names come from the backend's sign-in module, and two from the window itself.
const kinds: Readonly<Record<string, FailureKind>> = {
  PopupClosedError: 'cancelled',
  SignInCancelledError: 'cancelled',
  PopupRejectedError: 'blocked',
  UserNotInCatalogError: 'notInCatalog',
  AmbiguousUserError: 'ambiguous',
  EmailNotVerifiedError: 'email',
  EmailDomainNotAllowedError: 'domain',
  ClientRefusedError: 'client',
  ProviderUnreachableError: 'unreachable',
  ProviderCertificateError: 'certificate',
  ProviderRefusedError: 'refused',
};

const icons = {
  person: <RiUserSearchLine aria-hidden />,
  note: <RiInformationLine aria-hidden />,
  fault: <RiErrorWarningLine aria-hidden />,
};

/** Says why somebody could not sign in, what to do, and whom to ask. */
export function SignInFailure({ error }: { error: Error }) {
  const { t } = useTranslationRef(signInTranslationRef);
  const titleId = useId();
  const kind = kinds[error.name] ?? 'unknown';
  const tone = findTone(kind);
  // What the window says of itself is no sentence for a person.
  const message =
    error.name === 'PopupClosedError' || error.name === 'PopupRejectedError'
      ? t(`failure.${kind === 'blocked' ? 'blocked' : 'cancelled'}.message`)
      : error.message;

  return (
    <section
      role="alert"
      aria-labelledby={titleId}
      className={styles.failure}
      data-tone={tone}
    >
      <div className={styles.title}>
        <span className={styles.icon}>{icons[tone]}</span>
        <Text id={titleId} as="h2" variant="title-small" weight="bold">
          {t(`failure.${kind}.title`)}
        </Text>
      </div>
      <Text as="p">{message}</Text>
      <div>
        <Text as="h3" variant="body-medium" weight="bold">
          {t('whatToDo')}
        </Text>
        <Text as="p">{t(`failure.${kind}.steps`)}</Text>
      </div>
      {tone !== 'note' && (
        <div>
          <Text as="h3" variant="body-medium" weight="bold">
            {t('whomToAsk')}
          </Text>
          <Contact />
        </div>
      )}
    </section>
  );
}

function Contact() {
  const { t } = useTranslationRef(signInTranslationRef);
  const contact = useApi(configApiRef).getOptionalConfig('app.signIn.contact');
  const url = contact?.getOptionalString('url');
  const title = contact?.getString('title') ?? t('operators');
  return <Text as="p">{url ? <Link href={url}>{title}</Link> : title}</Text>;
}

function findTone(kind: FailureKind): keyof typeof icons {
  switch (kind) {
    case 'cancelled':
    case 'blocked':
      return 'note';
    case 'notInCatalog':
    case 'ambiguous':
    case 'email':
    case 'domain':
      return 'person';
    default:
      return 'fault';
  }
}
