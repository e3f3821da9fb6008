import { createHash, timingSafeEqual } from 'node:crypto';
import {
  AuthenticationError,
  InputError,
  NotAllowedError,
} from '@backstage/errors';

/** A person or a machine that the forge knows; every user is a member of every organisation. */
export interface ForgeUser {
  username: string;
  /** Also accepted as an access token. */
  password: string;
  /** Reads private repositories and changes nothing. */
  isReadOnly?: boolean;
}

/** Says who sends a request. */
export class Authenticator {
  readonly #users: readonly ForgeUser[];

  constructor(users: readonly ForgeUser[]) {
    for (const { username, password } of users) {
      if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(username) || !password) {
        throw new InputError(
          `The forge user '${username}' needs a plain name and a password`,
        );
      }
    }
    for (const key of ['username', 'password'] as const) {
      // A password is also a token, so it must say whose it is.
      if (new Set(users.map(user => user[key])).size < users.length) {
        throw new InputError(`Two users of the forge have the same ${key}`);
      }
    }
    this.#users = users;
  }

  /**
   * Returns the user that an `Authorization` header names, or undefined without a header.
   *
   * @remarks
   * Understands `Basic`, and a password as access token after `token` or `Bearer`.
   */
  authenticate(authorization: string | undefined): ForgeUser | undefined {
    if (authorization === undefined) {
      return undefined;
    }
    const [scheme, credentials = ''] = authorization.trim().split(/\s+/, 2);
    const user = this.#find(scheme.toLocaleLowerCase('en-US'), credentials);
    if (!user) {
      throw new AuthenticationError('Invalid username, password or token');
    }
    return user;
  }

  #find(scheme: string, credentials: string): ForgeUser | undefined {
    if (scheme === 'token' || scheme === 'bearer') {
      return this.#users.find(user => isSame(user.password, credentials));
    }
    if (scheme === 'basic') {
      const decoded = Buffer.from(credentials, 'base64').toString();
      const separator = decoded.indexOf(':');
      const username = decoded.slice(0, separator);
      const password = decoded.slice(separator + 1);
      return this.#users.find(
        user =>
          separator !== -1 &&
          user.username === username &&
          isSame(user.password, password),
      );
    }
    return undefined;
  }
}

/** Returns the user, or throws for a request without one. */
export function requireUser(user: ForgeUser | undefined): ForgeUser {
  if (!user) {
    throw new AuthenticationError('A user is required');
  }
  return user;
}

/** Returns the user, or throws what tells the client why it may not change anything. */
export function requireWriter(user: ForgeUser | undefined): ForgeUser {
  const known = requireUser(user);
  if (known.isReadOnly) {
    throw new NotAllowedError(`The user '${known.username}' may only read`);
  }
  return known;
}

// Hashes have the same length whatever was sent, which timingSafeEqual asks for.
function isSame(expected: string, received: string): boolean {
  return timingSafeEqual(digest(expected), digest(received));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
