/**
 * What kept somebody from signing in. The name reaches the sign-in page, which
 * has a heading and a next step for each.
 */
export type SignInProblemName =
  /** The person, or the provider for them, said no. */
  | 'SignInCancelledError'
  | 'UserNotInCatalogError'
  | 'AmbiguousUserError'
  | 'EmailNotVerifiedError'
  | 'EmailDomainNotAllowedError'
  /** The provider does not accept the portal's own credentials. */
  | 'ClientRefusedError'
  | 'ProviderUnreachableError'
  | 'ProviderCertificateError'
  /** The provider refused for a reason of its own. */
  | 'ProviderRefusedError';

/** A failed sign-in that somebody can mend; the message says how. */
export class SignInProblem extends Error {
  override readonly name: SignInProblemName;

  constructor(name: SignInProblemName, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }

  /** Whether the person who signs in can do nothing about it. */
  get isOperational(): boolean {
    switch (this.name) {
      case 'ClientRefusedError':
      case 'ProviderUnreachableError':
      case 'ProviderCertificateError':
      case 'ProviderRefusedError':
        return true;
      default:
        return false;
    }
  }
}
