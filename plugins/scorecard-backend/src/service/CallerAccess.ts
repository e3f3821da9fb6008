import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import { scorecardReadPermission } from '@causeway/plugin-scorecard-common';

/** Who calls, and what the policy lets them do with scorecards. */
export class CallerAccess {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: Pick<PermissionsService, 'authorize'>;

  constructor(options: {
    httpAuth: HttpAuthService;
    permissions: Pick<PermissionsService, 'authorize'>;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
  }

  /** @throws NotAllowedError if the caller may not see scorecards */
  async getReader(
    req: Parameters<HttpAuthService['credentials']>[0],
    options: { allow: ['service'] } | { allow: ['user', 'service'] } = {
      allow: ['user', 'service'],
    },
  ): Promise<BackstageCredentials> {
    const credentials = await this.#httpAuth.credentials(req, options);
    await this.assertReader(credentials);
    return credentials;
  }

  /** @throws NotAllowedError if the caller may not see scorecards */
  async assertReader(credentials: BackstageCredentials): Promise<void> {
    const [{ result }] = await this.#permissions.authorize(
      [{ permission: scorecardReadPermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not see scorecards; that takes the permission '${scorecardReadPermission.name}'`,
      );
    }
  }

  /** @throws NotAllowedError if the caller may not do that with the entity */
  async assertMay(
    permission: ResourcePermission,
    options: {
      /** As the sentence that refuses goes on after "You may not". */
      action: string;
      entityRef: string;
      credentials: BackstageCredentials;
    },
  ): Promise<void> {
    const { action, entityRef, credentials } = options;
    const [{ result }] = await this.#permissions.authorize(
      [{ permission, resourceRef: entityRef }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not ${action} '${entityRef}'; that takes the permission '${permission.name}', which owners of an entity have by default`,
      );
    }
  }
}
