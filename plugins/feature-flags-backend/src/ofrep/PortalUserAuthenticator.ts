import type {
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { Request } from 'express';
import type { IncomingMessage } from 'node:http';
import { OfrepError } from './OfrepError';
import type { OfrepAuthenticator, OfrepScope } from './OfrepServer';

export interface PortalUserAuthenticatorOptions {
  httpAuth: HttpAuthService;
  /** @throws NotAllowedError or NotFoundError */
  authorizeRead(
    credentials: BackstageCredentials,
    scope: { flagSet: string; environment: string },
  ): Promise<void>;
  /** For requests that name no flag set. */
  keys: OfrepAuthenticator;
}

const refusals = new Set(['NotAllowedError', 'NotFoundError']);

/**
 * Lets users of the portal evaluate the flag set and environment that they name in the query,
 * if they may read it; any other request needs an environment key.
 */
export class PortalUserAuthenticator implements OfrepAuthenticator {
  readonly #options: PortalUserAuthenticatorOptions;

  constructor(options: PortalUserAuthenticatorOptions) {
    this.#options = options;
  }

  authenticate(
    request: IncomingMessage,
    query: URLSearchParams,
  ): OfrepScope | Promise<OfrepScope> {
    const flagSet = query.get('flagSet');
    const environment = query.get('environment');
    return flagSet === null || environment === null
      ? this.#options.keys.authenticate(request, query)
      : this.#authenticateUser(request, { flagSet, environment });
  }

  async #authenticateUser(
    request: IncomingMessage,
    scope: { flagSet: string; environment: string },
  ): Promise<OfrepScope> {
    const { httpAuth, authorizeRead } = this.#options;
    const credentials = await httpAuth
      // Express's request is Node's, and the service reads no more of it than its headers.
      .credentials(request as Request, { allow: ['user'] })
      .catch(error => {
        throw new OfrepError(401, undefined, error.message);
      });
    try {
      await authorizeRead(credentials, scope);
    } catch (error) {
      if (!isError(error) || !refusals.has(error.name)) {
        throw error;
      }
      // Whether a set exists is not told to who may not read it.
      throw new OfrepError(
        403,
        undefined,
        `You are not allowed to read the flags of '${scope.flagSet}' in '${scope.environment}'`,
      );
    }
    return { ...scope, caller: credentials.principal.userEntityRef };
  }
}
