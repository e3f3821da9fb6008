import type {
  AuthService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  devToolsTaskSchedulerCreatePermission,
  devToolsTaskSchedulerReadPermission,
} from '@backstage/plugin-devtools-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { RequestHandler } from 'express';

/**
 * Stands before the routes that list, start and cancel the scheduled tasks of a plugin, which ask
 * for no permission themselves; their page does.
 */
export function createSchedulerGuard(options: {
  auth: AuthService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}): RequestHandler {
  const { auth, httpAuth, permissions } = options;
  return async (req, _res, next) => {
    const credentials = await httpAuth.credentials(req);
    if (auth.isPrincipal(credentials, 'user')) {
      const permission =
        req.method === 'GET'
          ? devToolsTaskSchedulerReadPermission
          : devToolsTaskSchedulerCreatePermission;
      const [{ result }] = await permissions.authorize([{ permission }], {
        credentials,
      });
      if (result !== AuthorizeResult.ALLOW) {
        throw new NotAllowedError(
          `Scheduled tasks are for platform engineers; '${permission.name}' is not allowed to you`,
        );
      }
    }
    next();
  };
}
