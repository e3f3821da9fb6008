import { assertError } from '@backstage/errors';
import type { ProfileInfo, SignInResolver } from '@backstage/plugin-auth-node';
import { SignInProblem } from './SignInProblem';

/** What a provider calls somebody, beside the profile that all have in common. */
export interface Account {
  readonly id?: string;
  readonly userName?: string;
  /** An address that the provider has, and does not vouch for. */
  readonly unverifiedEmail?: string;
}

// What upstream throws when no resolver found anybody; it has no name of its own.
const unresolved = 'Failed to sign-in, unable to resolve user identity';
const withoutEmail = /contain(ed)? (an|no) email/;

/** The same resolver, which says as whom somebody came where it finds no user. */
export function explainSignIn<TResult>(options: {
  title: string;
  resolver: SignInResolver<TResult>;
  describeAccount: (result: TResult) => Account;
}): SignInResolver<TResult> {
  const { title, resolver, describeAccount } = options;
  return async (info, context) => {
    try {
      return await resolver(info, context);
    } catch (error) {
      assertError(error);
      const account = describeAccount(info.result);
      const person = describePerson(info.profile, account);
      if (error.message.startsWith(unresolved)) {
        throw new SignInProblem(
          'UserNotInCatalogError',
          `${title} knows you as ${person}, and the catalog has no such user.`,
          error,
        );
      }
      if (error.name === 'ConflictError') {
        throw new SignInProblem(
          'AmbiguousUserError',
          `${title} knows you as ${person}, and the catalog has several such users.`,
          error,
        );
      }
      if (error.name === 'NotAllowedError') {
        throw new SignInProblem(
          'EmailDomainNotAllowedError',
          `${title} knows you as ${person}, and the portal admits other e-mail domains only.`,
          error,
        );
      }
      if (withoutEmail.test(error.message)) {
        throw new SignInProblem(
          'EmailNotVerifiedError',
          account.unverifiedEmail
            ? `${title} does not confirm that the e-mail address '${account.unverifiedEmail}' is yours.`
            : `${title} knows you as ${person} and tells the portal no e-mail address.`,
          error,
        );
      }
      throw error;
    }
  };
}

function describePerson(profile: ProfileInfo, account: Account): string {
  const parts = [
    profile.email && `e-mail '${profile.email}'`,
    account.userName && `user name '${account.userName}'`,
    account.id && `id '${account.id}'`,
  ].filter(Boolean);
  const name = profile.displayName && `'${profile.displayName}'`;
  if (!name) {
    return parts.join(', ') || 'somebody without a name';
  }
  return parts.length > 0 ? `${name} (${parts.join(', ')})` : name;
}
