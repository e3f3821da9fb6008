import type {
  AuthService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  kubernetesPodsReadPermission,
  kubernetesProxyUnrestrictedPermission,
} from '@causeway/plugin-kubernetes-ownership-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { PodEntities } from './PodEntities';
import { readPodRequest } from './readPodRequest';

/**
 * Stands before the proxy to clusters, which asks for one permission that knows of no entity.
 *
 * @remarks
 * Users read pods, their logs and their events, where the policy allows it for an entity of the
 * pod. Everything else takes the permission for the whole proxy. Other plugins pass.
 */
export function createProxyGuard(options: {
  auth: AuthService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  podEntities: Pick<PodEntities, 'find'>;
}): Router {
  const { auth, httpAuth, permissions, podEntities } = options;
  const router = PromiseRouter();
  router.use('/proxy', async (req, _res, next) => {
    const credentials = await httpAuth.credentials(req);
    if (!auth.isPrincipal(credentials, 'user')) {
      return next();
    }
    const [whole] = await permissions.authorize(
      [{ permission: kubernetesProxyUnrestrictedPermission }],
      { credentials },
    );
    if (whole.result === AuthorizeResult.ALLOW) {
      return next();
    }
    const pod = readPodRequest(req);
    if (!pod) {
      throw new NotAllowedError(
        `'${req.method} ${req.path}' is for platform engineers; through the proxy you may read pods, their logs and their events`,
      );
    }
    const [query] = await permissions.authorizeConditional(
      [{ permission: kubernetesPodsReadPermission }],
      { credentials },
    );
    if (query.result === AuthorizeResult.ALLOW) {
      return next();
    }
    // The same words where the pod does not exist, so that nobody learns of it here.
    const refusal = `The pod '${pod.name}' in '${pod.namespace}' belongs to no entity that you own`;
    if (query.result === AuthorizeResult.DENY) {
      throw new NotAllowedError(refusal);
    }
    const entityRefs = await podEntities.find({
      pod,
      headers: req.headers,
      credentials,
    });
    const decisions = await permissions.authorize(
      entityRefs.map(resourceRef => ({
        permission: kubernetesPodsReadPermission,
        resourceRef,
      })),
      { credentials },
    );
    if (!decisions.some(({ result }) => result === AuthorizeResult.ALLOW)) {
      throw new NotAllowedError(refusal);
    }
    return next();
  });
  return router;
}
