import type {
  AuthService,
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  catalogEntityDeletePermission,
  catalogIngestionManagePermission,
} from '@backstage/plugin-catalog-common/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type AuthorizePermissionRequest,
} from '@backstage/plugin-permission-common';
import type { RequestHandler, Router } from 'express';
import PromiseRouter from 'express-promise-router';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Stands before the routes that delete and change registered locations, whose permissions know
 * of no entity.
 *
 * @remarks
 * Whoever may delete every entity that a location has brought may unregister it or point it
 * elsewhere. One that has brought none is left to those who manage ingestion.
 */
export function createLocationGuard(options: {
  auth: AuthService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  catalog: Pick<CatalogService, 'getEntities' | 'getLocationById'>;
}): Router {
  const { auth, catalog, httpAuth, permissions } = options;

  const findDenied = async (
    requests: AuthorizePermissionRequest[],
    credentials: BackstageCredentials,
  ) => {
    const decisions = await permissions.authorize(requests, { credentials });
    return requests.filter(
      (_, index) => decisions[index].result !== AuthorizeResult.ALLOW,
    );
  };

  const guard: RequestHandler<{ id: string }> = async (req, _res, next) => {
    const credentials = await httpAuth.credentials(req);
    if (!auth.isPrincipal(credentials, 'user')) {
      return next();
    }
    // The catalog answers another id with an internal error.
    if (!uuid.test(req.params.id)) {
      throw new NotFoundError(`No location with the id '${req.params.id}'`);
    }
    const own = { credentials: await auth.getOwnServiceCredentials() };
    const location = await catalog.getLocationById(req.params.id, own);
    if (!location) {
      return next();
    }
    const origin = `${location.type}:${location.target}`;
    const { items } = await catalog.getEntities(
      {
        filter: {
          [`metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`]: origin,
        },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      own,
    );
    // The location has an entity of its own, which nobody owns.
    const brought = items.filter(({ kind }) => kind !== 'Location');
    if (brought.length === 0) {
      const denied = await findDenied(
        [{ permission: catalogIngestionManagePermission }],
        credentials,
      );
      if (denied.length > 0) {
        throw new NotAllowedError(
          `The location '${location.target}' has brought no entity, so nobody owns it; ask a platform engineer`,
        );
      }
      return next();
    }
    const denied = await findDenied(
      brought.map(entity => ({
        permission: catalogEntityDeletePermission,
        resourceRef: stringifyEntityRef(entity),
      })),
      credentials,
    );
    if (denied.length > 0) {
      throw new NotAllowedError(
        `The location '${location.target}' brings ${brought.length} ${
          brought.length === 1 ? 'entity' : 'entities'
        }, of which you do not own ${denied.length}`,
      );
    }
    return next();
  };

  const router = PromiseRouter();
  router.delete('/locations/:id', guard);
  router.put('/locations/:id', guard);
  return router;
}
