import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import type express from 'express';
import type { OfferedHosts } from '../hosts/OfferedHosts';
import type { NameService } from '../names/NameService';
import type { PreviewService } from '../previews/PreviewService';
import { spec } from '../schema/openapi';
import type { GoldenPathService } from './GoldenPathService';

const defaultLimit = 50;

/** The API. Every route asks who calls; the services ask what they may see. */
export function createRouter(options: {
  goldenPaths: GoldenPathService;
  hosts: OfferedHosts;
  httpAuth: HttpAuthService;
  names: NameService;
  previews: PreviewService;
}): express.Router {
  const { goldenPaths, hosts, httpAuth, names, previews } = options;
  const router = createValidatedOpenApiRouter(spec);

  router.get('/v1/hosts', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json({ items: hosts.list() });
  });

  router.get('/v1/names/:name', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { host, owner } = req.query;
    res.json(
      await names.check(req.params.name, { host, owner }, { credentials }),
    );
  });

  router.post('/v1/previews', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { templateRef, values } = req.body;
    res.json(
      await previews.preview(
        { templateRef, values: values as JsonObject },
        { credentials },
      ),
    );
  });

  router.get('/v1/templates', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { limit = defaultLimit, cursor } = req.query;
    res.json(
      await goldenPaths.listTemplates({ limit, cursor }, { credentials }),
    );
  });

  router.get('/v1/services', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const {
      template: templateRef,
      owner: owners,
      state: states,
      order,
      limit = defaultLimit,
      cursor,
    } = req.query;
    res.json(
      await goldenPaths.listServices(
        { templateRef, owners, states, order, limit, cursor },
        { credentials },
      ),
    );
  });

  router.get('/v1/services/:kind/:namespace/:name', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    res.json(
      await goldenPaths.getService(stringifyEntityRef(req.params), {
        credentials,
      }),
    );
  });

  return router;
}
