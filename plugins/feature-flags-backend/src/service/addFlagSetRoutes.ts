import { audited } from './audited';
import type { FlagsRouter, RouterOptions } from './router';

/** How many items a page has where the caller does not say. */
export const defaultLimit = 50;

/** Flag sets, their segments and their history. */
export function addFlagSetRoutes(
  router: FlagsRouter,
  options: RouterOptions,
): void {
  const { auditor, environments, flagSets, history, httpAuth, segments } =
    options;

  router.get('/v1/environments', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json({ items: environments });
  });

  router.get('/v1/flag-sets', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { limit = defaultLimit, cursor, entityRef } = req.query;
    res.json(
      await flagSets.list({ limit, cursor, entityRef }, { credentials }),
    );
  });

  router.post('/v1/flag-sets', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const set = await audited(
      auditor,
      {
        eventId: 'flag-set-create',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet: req.body.name, entityRef: req.body.entityRef },
      },
      () => flagSets.create(req.body, { credentials }),
    );
    res.status(201).json(set);
  });

  router.get('/v1/flag-sets/:flagSet', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    res.json(await flagSets.get(req.params.flagSet, { credentials }));
  });

  router.patch('/v1/flag-sets/:flagSet', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet } = req.params;
    const set = await audited(
      auditor,
      {
        eventId: 'flag-set-update',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet },
      },
      () => flagSets.update(flagSet, req.body, { credentials }),
    );
    res.json(set);
  });

  router.delete('/v1/flag-sets/:flagSet', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet } = req.params;
    await audited(
      auditor,
      {
        eventId: 'flag-set-delete',
        severityLevel: 'high',
        request: req,
        meta: { flagSet },
      },
      () => flagSets.delete(flagSet, req.query, { credentials }),
    );
    res.status(204).end();
  });

  router.get('/v1/flag-sets/:flagSet/segments', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    res.json({
      items: await segments.list(req.params.flagSet, { credentials }),
    });
  });

  router.put('/v1/flag-sets/:flagSet/segments/:name', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet, name } = req.params;
    const { revision, reason, description, targeting } = req.body;
    const segment = await audited(
      auditor,
      {
        eventId: 'segment-put',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet, segment: name },
      },
      () =>
        segments.put(
          { flagSet, name, description, targeting },
          { revision, reason },
          { credentials },
        ),
    );
    res.json(segment);
  });

  router.delete('/v1/flag-sets/:flagSet/segments/:name', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet, name } = req.params;
    await audited(
      auditor,
      {
        eventId: 'segment-delete',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet, segment: name },
      },
      () => segments.delete({ flagSet, name }, req.query, { credentials }),
    );
    res.status(204).end();
  });

  router.post(
    '/v1/flag-sets/:flagSet/segments/:name/validate',
    async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { flagSet, name } = req.params;
      const { targeting } = req.body;
      res.json({
        problems: await segments.validate(
          { flagSet, name, targeting },
          { credentials },
        ),
      });
    },
  );

  router.get('/v1/flag-sets/:flagSet/events', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet } = req.params;
    const { limit = defaultLimit, ...query } = req.query;
    res.json(await history.list({ ...query, flagSet, limit }, { credentials }));
  });

  router.post('/v1/flag-sets/:flagSet/events/:id/restore', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { flagSet } = req.params;
    const id = Number(req.params.id);
    const restored = await audited(
      auditor,
      {
        eventId: 'event-restore',
        severityLevel: 'medium',
        request: req,
        meta: { flagSet, event: id },
      },
      () => history.restore({ flagSet, id }, req.body, { credentials }),
    );
    res.json({ ...restored });
  });
}
